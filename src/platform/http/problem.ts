import { type ProblemCode, type ProblemDetails, problemStatus } from "./contract.ts";

type Extras = {
  errors?: { path: string; message: string }[];
  methods?: string[];
  /** The account that it concerns, for the audit log alone. */
  concerns?: string | undefined;
  headers?: Record<string, string>;
};

const titles: Record<ProblemCode, string> = {
  VALIDATION_FAILED: "The request does not fit",
  MALFORMED_JSON: "The body is not JSON",
  UNSUPPORTED_MEDIA_TYPE: "The body's type is not supported",
  BODY_TOO_LARGE: "The body is too large",
  BODY_INCOMPLETE: "The body is not as long as it was said to be",
  RANGE_NOT_SATISFIABLE: "The range is not within it",
  TOKEN_INVALID: "The token or code is not valid",
  UNAUTHENTICATED: "Not signed in",
  TOKEN_EXPIRED: "The access token has expired",
  SESSION_EXPIRED: "The session is over",
  INVALID_CREDENTIALS: "Wrong email or password",
  CHALLENGE_EXPIRED: "The sign-in has to begin again",
  WRONG_CREDENTIAL: "Wrong password or code",
  STEP_UP_REQUIRED: "Prove once more that it is you",
  PASSWORD_EXPIRED: "The password is too old and has to be set anew",
  ACCOUNT_LOCKED: "Too many failures; locked for a while",
  FORBIDDEN: "Not allowed",
  ORIGIN_FORBIDDEN: "Not allowed from this origin",
  NOT_FOUND: "Not found",
  CONFLICT: "Conflict",
  USERNAME_TAKEN: "The username is taken",
  MFA_ALREADY_ENABLED: "Two-factor authentication is on already",
  MFA_NOT_ENABLED: "Two-factor authentication is off",
  LAST_CREDENTIAL: "This is the last way in",
  IDENTITY_TAKEN: "This identity belongs to another account",
  SESSION_LIMIT: "The session cannot last longer",
  ILLEGAL_TRANSITION: "It is not in a state that allows this",
  IDEMPOTENCY_IN_PROGRESS: "A request with this key is under way",
  IDEMPOTENCY_KEY_REUSED: "The key was used for another request",
  UPGRADE_REQUIRED: "A WebSocket upgrade is required",
  RATE_LIMITED: "Too many requests",
  QUOTA_EXCEEDED: "The quota is used up",
  INTERNAL: "Something went wrong",
  UNAVAILABLE: "Not available right now",
};

/** A request that fails for a reason its caller may know. Everything else that is thrown is a bug. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly extras: Extras;

  constructor(code: ProblemCode, detail: string = titles[code], extras: Extras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }

  get status(): number {
    return problemStatus[this.code];
  }

  /** The answer as RFC 9457 has it. */
  toResponse(requestId: string): Response {
    const body: ProblemDetails = {
      type: `urn:atrium:problem:${this.code.toLowerCase().replaceAll("_", "-")}`,
      title: titles[this.code],
      status: this.status,
      detail: this.message,
      code: this.code,
      requestId,
      ...(this.extras.errors && { errors: this.extras.errors }),
      ...(this.extras.methods && { methods: this.extras.methods }),
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: { "content-type": "application/problem+json", "x-request-id": requestId, ...this.extras.headers },
    });
  }
}
