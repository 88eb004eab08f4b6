// Shows one page of a WACZ in ReplayWeb.page, offline, and prints what of it came: node replay.mjs FOLDER PAGE CHROMIUM
import fs from "fs";
import http from "http";
import path from "path";
import { createRequire } from "module";

const [folder, url, chromium] = process.argv.slice(2);
const tools = createRequire(path.join(folder, "package.json"));
const puppeteer = tools("puppeteer-core");
const player = path.join(folder, "package");
const page = `<!doctype html><script src="/ui.js"></script><replay-web-page source="/blog.wacz" url="${url}"
  embed="replayonly" replayBase="/replay/" style="display: block; height: 1000px"></replay-web-page>`;
const files = {
  "/ui.js": path.join(player, "ui.js"),
  "/replay/sw.js": path.join(player, "sw.js"),
  "/blog.wacz": path.join(folder, "blog.wacz"),
};
const types = { ".js": "text/javascript", ".wacz": "application/wacz" };

const server = http.createServer((request, response) => {
  const file = files[new URL(request.url, "http://here").pathname];
  if (request.url === "/") return response.writeHead(200, { "Content-Type": "text/html" }).end(page);
  if (!file) return response.writeHead(404).end();
  const size = fs.statSync(file).size;
  const head = { "Content-Type": types[path.extname(file)], "Accept-Ranges": "bytes" };
  const asked = /bytes=(\d*)-(\d*)/.exec(request.headers.range || "");
  const [start, end] = asked
    ? [asked[1] ? +asked[1] : size - asked[2], asked[1] && asked[2] ? Math.min(+asked[2], size - 1) : size - 1]
    : [0, size - 1];
  if (asked) head["Content-Range"] = `bytes ${start}-${end}/${size}`;
  response.writeHead(asked ? 206 : 200, { ...head, "Content-Length": end - start + 1 });
  return request.method === "HEAD" ? response.end() : fs.createReadStream(file, { start, end }).pipe(response);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const here = `http://127.0.0.1:${server.address().port}/`;

// Every name leads nowhere: what is shown comes out of the file.
const offline = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: offline });
const tab = await browser.newPage();
const live = [];
const answers = new Map();
tab.on("request", (request) => request.url().startsWith("http") && !request.url().startsWith(here) && live.push(request.url()));
tab.on("response", (response) => {
  const match = /\/w\/[^/]+\/(?::[0-9a-f]+\/)?\d*([a-z]{2}_)\/(http.*)/.exec(response.url());
  if (match) answers.set(match[2], response.status());
});
await tab.goto(here);
let last = -1;
for (let waited = 0, quiet = 0; waited < 60 && quiet < 5; waited++) {
  await new Promise((over) => setTimeout(over, 1000));
  for (const frame of tab.frames()) {
    // Images that wait until they are scrolled to are wanted, too.
    await frame.evaluate(() => document.querySelectorAll("img").forEach((image) => { image.loading = "eager"; })).catch(() => {});
  }
  quiet = answers.size === last && answers.size > 0 ? quiet + 1 : 0;
  last = answers.size;
}
let shown = null;
for (const frame of tab.frames().filter((each) => each.url().includes("mp_/"))) {
  shown = await frame.evaluate(() => ({
    title: document.title,
    text: document.body.innerText.length,
    images: [...document.images].map((image) => [image.currentSrc || image.src, image.naturalWidth]),
    sheets: [...document.styleSheets].filter((sheet) => sheet.href).map((sheet) => [sheet.href, sheet.cssRules.length]),
  })).catch(() => shown);
}
await tab.screenshot({ path: path.join(folder, "shown.png") });
console.log(JSON.stringify({ shown, live, answers: [...answers] }));
await browser.close();
server.close();
