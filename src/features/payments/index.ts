export { paymentDue, paymentFailed, paymentReceived } from "./events.ts";
