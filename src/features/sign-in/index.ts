export { admit, type Admitted } from "./admission.ts";
export { deviceTokenOf, setSignInCookies } from "./cookies.ts";
export type { SignInDeps } from "./deps.ts";
export { signInRoutes } from "./routes.ts";
export { countingFailures } from "./sign-in-metrics.ts";
