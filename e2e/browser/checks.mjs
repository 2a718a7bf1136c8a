// What a page must stand: an accessibility scan, a narrow screen, a keyboard,
// a printer. Each answers with what is wrong; nothing wrong is an empty list.
import fs from "node:fs";
import { createRequire } from "node:module";

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// scan runs axe in a page. The script goes in over the debugging connection,
// which the page's content security policy neither sees nor needs to allow.
async function scan(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }),
    RULES,
  );
  return found.violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? "",
    help,
    places: nodes.slice(0, 5).map((node) => `${node.target.join(" ")} — ${node.html.slice(0, 200)}`),
  }));
}

// mirror shows the same document in a second context where the scan can run:
// with scripts off axe would wait for ever. No script of the page runs there.
// The second context is opened once and kept.
async function mirror(held, use) {
  const { page } = held;
  held.twin ??= await openTwin(held);
  const { copy } = held.twin;
  held.twin.body = await page.content();
  await copy.setViewportSize(page.viewportSize());
  await copy.goto("about:blank"); // a page that differs in its fragment alone would not load anew
  await copy.goto(page.url());
  return use(copy);
}

async function openTwin(held) {
  const { browser, context } = held;
  const second = await browser.newContext({ storageState: await context.storageState(), reducedMotion: "reduce" });
  const twin = { second, copy: await second.newPage(), body: "" };
  await second.route("**/*", (route) => {
    const request = route.request();
    if (request.isNavigationRequest()) {
      const policy = held.headers["content-security-policy"];
      const headers = { "content-type": "text/html; charset=utf-8" };
      if (policy) headers["content-security-policy"] = policy;
      return route.fulfill({ status: 200, headers, body: twin.body });
    }
    return request.resourceType() === "script" ? route.abort() : route.continue();
  });
  return twin;
}

// tooWide lists what sticks out of a viewport by more than the rounding of a
// pixel. It runs in the page.
function tooWide(width) {
  if (document.scrollingElement.scrollWidth <= width + 1) return [];
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element))
    .map((element) => `${element.tagName.toLowerCase()}.${element.className} ends at ${Math.round(element.getBoundingClientRect().right)}`);
  return [`the page is ${document.scrollingElement.scrollWidth} wide in ${width}`, ...out.slice(-5)];
}

async function overflow(page, width) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: before.height });
  const found = await page.evaluate(tooWide, width);
  await page.setViewportSize(before);
  return found;
}

// looks describes how an element and the parts that may show its focus are
// drawn. It runs in the page.
function looks(element) {
  const parts = [[element, null]];
  if (element.matches("input[type=radio], input[type=checkbox]") && element.nextElementSibling) {
    parts.push([element.nextElementSibling, null], [element.nextElementSibling, "::before"]);
  }
  return parts
    .map(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo);
      const outline = style.outlineStyle === "none" ? "none" : `${style.outlineWidth} ${style.outlineColor}`;
      return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join("|");
    })
    .join("\n");
}

// stops marks every control that the Tab key should reach, in document order.
// Of a set of radios only one is a stop. It runs in the page.
function stops(looksOf) {
  const seen = new Set();
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const list = [...document.querySelectorAll(wanted)].filter((element) => {
    if (element.disabled || element.tabIndex < 0 || !shown(element)) return false;
    if (element.type !== "radio") return true;
    const set = `${element.form ? [...document.forms].indexOf(element.form) : -1} ${element.name}`;
    const checked = [...document.querySelectorAll("input[type=radio]")].some(
      (other) => other.checked && other.name === element.name && other.form === element.form,
    );
    if (checked ? !element.checked : seen.has(set)) return false;
    seen.add(set);
    return true;
  });
  return list.map((element, index) => {
    element.setAttribute("data-stop", String(index));
    const label = element.labels?.[0]?.innerText ?? element.getAttribute("aria-label") ?? element.innerText;
    return { name: (label || element.value || element.name || "").trim().split("\n")[0], rest: looksOf(element) };
  });
}

// standing says which stop has the focus and how it is drawn now.
function standing(looksOf) {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  return {
    stop: element.hasAttribute("data-stop") ? Number(element.getAttribute("data-stop")) : -1,
    tag: element.tagName.toLowerCase(),
    drawn: looksOf(element),
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

// toTheTop makes the next Tab begin at the top, wherever somebody last typed.
// It runs in the page.
function toTheTop() {
  const had = document.body.getAttribute("tabindex");
  document.body.setAttribute("tabindex", "-1");
  document.body.focus();
  document.body.blur();
  window.scrollTo(0, 0);
  if (had === null) document.body.removeAttribute("tabindex");
  else document.body.setAttribute("tabindex", had);
}

// walk presses Tab from the top of the page to its end.
async function walk(page) {
  const call = (run) => page.evaluate(`(${run})(${looks})`);
  await page.evaluate(toTheTop);
  const list = await call(stops);
  const wrong = [];
  const names = [];
  const reached = new Set();
  let last = -1;
  for (let presses = 0; presses <= list.length + 1; presses++) {
    await page.keyboard.press("Tab");
    const at = await call(standing);
    if (!at || reached.has(at.stop)) break;
    if (at.stop < 0) {
      wrong.push(`focus on a ${at.tag} that is not a control`);
      break;
    }
    const { name, rest } = list[at.stop];
    reached.add(at.stop);
    names.push(name);
    if (at.drawn === rest) wrong.push(`no visible focus on "${name}"`);
    if (!at.inView) wrong.push(`focus out of view on "${name}"`);
    if (at.stop < last) wrong.push(`"${name}" comes before what precedes it in the page`);
    last = at.stop;
  }
  list.forEach(({ name }, index) => reached.has(index) || wrong.push(`Tab never reaches "${name}"`));
  await page.evaluate(() => document.querySelectorAll("[data-stop]").forEach((e) => e.removeAttribute("data-stop")));
  await page.evaluate(toTheTop);
  return { names, wrong };
}

export const checks = {
  async axe(held) {
    return held.script ? scan(held.page) : mirror(held, scan);
  },
  async overflow(held, { width }) {
    return overflow(held.page, width);
  },
  async keyboard(held) {
    return walk(held.page);
  },
  // print lays the page out for A4 with 15 mm margins.
  async print(held, { file }) {
    const { page } = held;
    await page.emulateMedia({ media: "print" });
    try {
      if (file) await page.pdf({ path: file, format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
      return { text: await page.locator("body").innerText(), wrong: await overflow(page, 680) };
    } finally {
      await page.emulateMedia({ media: "screen" });
    }
  },
};
