import type { LoginOptions, PasskeyAssertion, RegisterPasskey, RegistrationOptions } from "../../client/index.ts";
import { RequestFailed } from "../app/request-failed.ts";

/** Whether this browser has passkeys, and speaks their JSON. */
export const hasPasskeys =
  typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** Has the device make a passkey. @returns what the server needs to add it. */
export async function makePasskey({ challengeId, options }: RegistrationOptions): Promise<RegisterPasskey> {
  // The contract names what clients read of the options; the server sends all that the standard asks for.
  const json = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const credential = await perform(navigator.credentials.create({ publicKey }));
  // What `create` gives has the one of the two shapes that the contract names (WebAuthn §5.1).
  return { challengeId, response: credential.toJSON() as RegisterPasskey["response"] };
}

/** Has the device use a passkey. @returns what proves it to the server. */
export async function signWithPasskey({ challengeId, options }: LoginOptions): Promise<PasskeyAssertion> {
  // Both as above.
  const json = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const credential = await perform(navigator.credentials.get({ publicKey }));
  return { challengeId, response: credential.toJSON() as PasskeyAssertion["response"] };
}

async function perform(ceremony: Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ceremony;
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw failed("PASSKEY_KNOWN");
    // Turned down, timed out or not there: browsers do not tell these apart.
    if (!(error instanceof DOMException)) throw error;
  }
  throw failed("PASSKEY_NOT_USED");
}

function failed(code: string): RequestFailed {
  return new RequestFailed({ code, status: 0, detail: code, requestId: null });
}
