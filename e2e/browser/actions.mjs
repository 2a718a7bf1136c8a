// What a person does: go, read, fill, choose, press. Everything is found by
// the name that a screen reader would say, never by a class or an id.

// Parts of a page that a command may be narrowed to by the words in them.
const PARTS =
  "tr, li, fieldset, section, article, form, dialog, nav, aside, details, .govuk-summary-card, .govuk-summary-list__row, .govuk-form-group";

// scope gives the page, or the innermost part of it that holds the words.
function scope({ page }, { within }) {
  let place = page.locator("body");
  for (const words of within ?? []) {
    const part = page.locator(PARTS).filter({ hasText: words });
    place = place.locator(part).filter({ hasNot: part });
  }
  return place;
}

function where({ page, base, method, status }) {
  const url = new URL(page.url());
  return { method, status, path: url.href.startsWith(base) ? url.pathname + url.search + url.hash : url.href };
}

// field finds a control by its label. An exact label wins over a partial one.
async function field(place, label) {
  const exact = place.getByLabel(label, { exact: true });
  return (await exact.count()) > 0 ? exact : place.getByLabel(label);
}

// pressable finds a link, a button or the summary of a details by name.
async function pressable(place, name) {
  for (const exact of [true, false]) {
    const found = place
      .getByRole("button", { name, exact })
      .or(place.getByRole("link", { name, exact }))
      .or(place.locator("summary").filter({ hasText: name }));
    if ((await found.count()) > 0) return found;
  }
  return place.getByRole("button", { name, exact: true });
}

// leaves says whether pressing the element asks for another document.
function leaves(element) {
  const link = element.closest("a[href]");
  if (link) {
    const to = new URL(link.href, document.baseURI);
    return to.origin + to.pathname + to.search !== location.origin + location.pathname + location.search || !to.hash;
  }
  const button = element.closest("button, input");
  return Boolean(button && button.form && button.type === "submit");
}

// press does something and, where it asks for another document, waits for it.
async function press(held, going, act) {
  if (!going) {
    await act();
  } else {
    await Promise.all([held.page.waitForEvent("load", { timeout: 30_000 }), act()]);
  }
  return where(held);
}

export const actions = {
  async goto(held, { path }) {
    await held.page.goto(new URL(path, held.base).href);
    return where(held);
  },
  async where(held) {
    return where(held);
  },
  async back(held) {
    await held.page.goBack();
    return where(held);
  },
  async width(held, { width }) {
    held.width = width;
    await held.page.setViewportSize({ width, height: held.height });
  },
  async fill(held, { label, value, within }) {
    await (await field(scope(held, { within }), label)).fill(value);
  },
  async select(held, { label, value, within }) {
    await (await field(scope(held, { within }), label)).selectOption({ label: value });
  },
  async tick(held, { label, on, within }) {
    const box = await field(scope(held, { within }), label);
    await box.setChecked(on, { force: true });
  },
  async choose(held, { group, label, within }) {
    const place = scope(held, { within });
    const set = group ? place.getByRole("group", { name: group }).or(place.getByRole("radiogroup", { name: group })) : place;
    const exact = set.getByRole("radio", { name: label, exact: true });
    const radio = (await exact.count()) > 0 ? exact : set.getByRole("radio", { name: label });
    await radio.check({ force: true });
  },
  async click(held, { name, within }) {
    const target = await pressable(scope(held, { within }), name);
    return press(held, await target.evaluate(leaves), () => target.click());
  },
  async key(held, { name, going }) {
    return press(held, going, () => held.page.keyboard.press(name));
  },
  async type(held, { value }) {
    await held.page.keyboard.type(value);
  },
  async text(held, { within }) {
    return scope(held, { within }).innerText();
  },
  async value(held, { label, within }) {
    return (await field(scope(held, { within }), label)).inputValue();
  },
  async title(held) {
    return held.page.title();
  },
  async html(held) {
    return held.page.content();
  },
  async get(held, { path }) {
    const response = await held.context.request.get(new URL(path, held.base).href, { maxRedirects: 0 });
    return { status: response.status(), headers: response.headers(), body: await response.text() };
  },
  async screenshot(held, { file, full }) {
    await held.page.screenshot({ path: file, fullPage: full });
  },
};
