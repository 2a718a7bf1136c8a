// Pages: one browsing context each, with its own cookies, watched from the
// moment it opens for anything that a page of ours must never do.

// openPage opens a context and a page in it.
export async function openPage(browser, { base, width, height, script }) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width, height },
    javaScriptEnabled: script,
    locale: "en-GB",
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(10_000);
  context.setDefaultNavigationTimeout(30_000);
  const page = await context.newPage();
  const held = { browser, context, page, base, script, width, height, method: "GET", status: 0, headers: {}, troubles: [] };
  watch(held);
  return held;
}

export async function closePage(held) {
  await held.twin?.second.close();
  await held.context.close();
}

// troubles gives and forgets what went wrong unasked since the last time:
// requests to another origin, missing assets, script errors, policy breaches.
export async function troubles(held) {
  const seen = held.troubles;
  held.troubles = [];
  return seen;
}

function watch(held) {
  const { page, base } = held;
  const origin = new URL(base).origin;
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin + "/") && !url.startsWith("data:") && !url.startsWith("about:")) {
      held.troubles.push(`request to another origin: ${url}`);
    }
  });
  page.on("response", (response) => {
    const request = response.request();
    const isDocument = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (isDocument) {
      held.method = request.method();
      held.status = response.status();
      held.headers = response.headers();
    } else if (response.status() >= 400) {
      held.troubles.push(`${response.status()} for ${new URL(response.url()).pathname}`);
    }
  });
  page.on("pageerror", (error) => held.troubles.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    // A failed load is reported by status above; a document may rightly be 4xx.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      held.troubles.push(`console: ${message.text()}`);
    }
  });
}
