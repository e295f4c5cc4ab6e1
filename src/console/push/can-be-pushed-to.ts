/** Whether this browser can be pushed to at all. On iPhones only a console on the home screen can. */
export const canBePushedTo = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
