type Progress = (sentBytes: number) => void;
type Init = { method: string; headers: Headers; body?: unknown; signal: AbortSignal };

/** As much of XMLHttpRequest as is used here; only browsers have it. */
type Request = {
  upload: { addEventListener(type: "progress", listener: (event: { loaded: number }) => void): void };
  responseType: string;
  status: number;
  response: unknown;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  addEventListener(type: "load" | "error" | "abort", listener: () => void): void;
  send(body: unknown): void;
  abort(): void;
};
type Browser = { XMLHttpRequest: new () => Request };

/** Whether how much of a body has gone can be told here: `fetch` does not tell it. */
export function canTellProgress(): boolean {
  return "XMLHttpRequest" in globalThis;
}

/** Sends as `fetch` would, without cookies, and tells how many bytes of the body have gone. It rejects as `fetch` does. */
export function sendTelling(url: URL, init: Init, onProgress: Progress): Promise<Response> {
  // Its presence was asked for by `canTellProgress`.
  const request = new (globalThis as unknown as Browser).XMLHttpRequest();
  request.open(init.method, url.href);
  request.responseType = "arraybuffer";
  for (const [name, value] of init.headers) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
  init.signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(responseOf(request)));
    request.addEventListener("error", () => reject(new TypeError("the request failed")));
    request.addEventListener("abort", () => reject(new DOMException("the request was given up", "AbortError")));
    if (init.signal.aborted) reject(new DOMException("the request was given up", "AbortError"));
    else request.send(init.body);
  });
}

function responseOf(request: Request): Response {
  const lines = request
    .getAllResponseHeaders()
    .split("\r\n")
    .filter((line) => line.includes(":"));
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  // `responseType` says what it is.
  return new Response(request.status === 204 ? null : (request.response as ArrayBuffer), {
    status: request.status,
    headers,
  });
}
