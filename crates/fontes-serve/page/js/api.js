// What does the server say? JSON over the page's own origin; what goes wrong is an error with its remedy.

/** Why the server did not do it. */
export class ApiError extends Error {
  /** @param {number} status @param {string} error @param {string} remedy */
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy;
  }
}

/** @param {Response} response */
async function read(response) {
  if (response.status === 204) return null;
  const kind = response.headers.get("content-type") ?? "";
  const body = kind.startsWith("application/json") ? await response.json() : null;
  if (!response.ok) {
    if (response.status === 401) window.dispatchEvent(new Event("fontes:signed-out"));
    throw new ApiError(response.status, body?.error ?? `the server answered ${response.status}`, body?.remedy ?? "");
  }
  return body;
}

/** @param {string} path @param {RequestInit} init */
async function ask(path, init) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (e) {
    if (/** @type {any} */ (e).name === "AbortError") throw e;
    throw new ApiError(0, "the workbench does not answer", "see whether fontes serve still runs");
  }
  return read(response);
}

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export const get = (path, signal) => ask(path, { signal });

/** @param {string} path @param {any} body @returns {Promise<any>} */
export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** @param {string} path @returns {Promise<any>} */
export const del = (path) => ask(path, { method: "DELETE" });

/** Sends the bytes of a file. @param {string} path @param {Blob} bytes @returns {Promise<any>} */
export const put = (path, bytes) =>
  ask(path, { method: "PUT", headers: { "content-type": "application/octet-stream" }, body: bytes });

/** A query string of what is given. @param {Record<string, any>} of */
export function query(of) {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(of)) {
    if (value !== undefined && value !== null && value !== "") q.set(name, String(value));
  }
  const s = q.toString();
  return s ? `?${s}` : "";
}

/**
 * Waits for work that takes long, and gives its result; `told` hears how far it is.
 * @param {number} id @param {(job: any) => void} told @param {AbortSignal} [signal]
 */
export async function finished(id, told, signal) {
  for (let pause = 60; ; pause = Math.min(pause * 1.5, 800)) {
    const job = await get(`/api/jobs/${id}`, signal);
    told(job);
    if (job.state === "done") return job.result;
    if (job.state === "failed") throw new ApiError(500, job.error.error, job.error.remedy);
    if (job.state === "stopped") throw new ApiError(0, "stopped", "what was read is kept; start it again to go on");
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, pause);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(new DOMException("left", "AbortError"));
      });
    });
  }
}
