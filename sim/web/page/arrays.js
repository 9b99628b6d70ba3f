// The arrays of a run as they travel: base64, little-endian, a day a row, perhaps as differences from day to day.

const MAKERS = { u1: Uint8Array, i1: Int8Array, u2: Uint16Array, f4: Float32Array };

/** Bytes of a base64 text. */
export function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let k = 0; k < raw.length; k += 1) bytes[k] = raw.charCodeAt(k);
  return bytes;
}

/** A typed array of what `{t, d, delta}` says; `width` columns a day. */
export function arrayOf(sent, width = 1) {
  const values = new MAKERS[sent.t](bytesOf(sent.d).buffer);
  if (sent.delta) for (let k = width; k < values.length; k += 1) values[k] += values[k - width];
  return values;
}

/** Days of a typed array as rows of `width`. */
export function rowsOf(values, width) {
  const rows = [];
  for (let k = 0; k + width <= values.length; k += width) rows.push(values.subarray(k, k + width));
  return rows;
}

function responseOf(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** Text of gzip bytes, by the browser's own decompressor. */
export async function unzipped(bytes) {
  return responseOf(bytes).text();
}

/** What gzip bytes hold. */
export async function unzippedBytes(bytes) {
  return new Uint8Array(await responseOf(bytes).arrayBuffer());
}
