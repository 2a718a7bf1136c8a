// The browser end of the browser tests. A Go test starts this program and
// sends one JSON command a line; each gets one JSON answer a line, in any
// order, matched by id:
//
//   {"id": 1, "page": "p1", "do": "goto", "path": "/"}
//   {"id": 1, "value": {"status": 200, "path": "/"}}   or   {"id": 1, "error": "…"}
//
// The program ends, and Chromium with it, when its standard input closes.
import readline from "node:readline";
import { chromium } from "playwright-core";
import { actions } from "./actions.mjs";
import { checks } from "./checks.mjs";
import { openPage, closePage, troubles } from "./pages.mjs";

const executablePath = process.env.CANDOUR_CHROMIUM || "/usr/bin/chromium";

const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const pages = new Map();

const commands = {
  ...actions,
  ...checks,
  troubles,
};

async function obey(command) {
  if (command.do === "open") {
    pages.set(command.page, await openPage(browser, command));
    return null;
  }
  const held = pages.get(command.page);
  if (!held) throw new Error(`no page ${command.page}`);
  if (command.do === "close") {
    pages.delete(command.page);
    return closePage(held);
  }
  const run = commands[command.do];
  if (!run) throw new Error(`no command ${command.do}`);
  return run(held, command);
}

function answer(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const command = JSON.parse(line);
  try {
    answer({ id: command.id, value: (await obey(command)) ?? null });
  } catch (error) {
    answer({ id: command.id, error: String(error.message ?? error) });
  }
});
lines.on("close", async () => {
  await browser.close();
  process.exit(0);
});
