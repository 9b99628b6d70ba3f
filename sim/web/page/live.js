// Frames from the server on this machine: a stream of lines for each recipe.

async function refusal(response) {
  try {
    return (await response.json()).error;
  } catch {
    return { fr: `Le serveur a répondu ${response.status}.`, en: `The server answered ${response.status}.` };
  }
}

/** A refusal in both languages, to be shown in the page. */
export class Refused extends Error {
  constructor(says) {
    super(says.en);
    this.says = says;
  }
}

async function asJson(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Refused(await refusal(response));
  return response.json();
}

/** Read a body line by line and hand each one on as soon as it is there. */
async function readLines(body, onLine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) onLine(JSON.parse(part));
  }
  if (rest.trim()) onLine(JSON.parse(rest));
}

/** The live source; the same interface as the embedded one. */
export function liveSource() {
  return {
    offline: false,
    session: () => asJson("api/session"),
    catalogue: () => asJson("api/scenarios"),
    chart: (text) =>
      asJson("api/chart", { method: "POST", headers: { "Content-Type": "text/csv", "X-Treillis": "1" }, body: text }),
    async run(recipe, from, onLine, signal) {
      const part = from ? `&from=${from}` : "";
      const response = await fetch(`api/run?recipe=${encodeURIComponent(recipe)}${part}`, { signal });
      if (!response.ok) throw new Refused(await refusal(response));
      await readLines(response.body, (line) => {
        if (line.kind === "error") throw new Refused(line.error);
        onLine(line);
      });
    },
  };
}
