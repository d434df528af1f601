"use strict";
/* Everything here only adds to pages that work without it: live counts and previews, dragging, the live log. */

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const later = (wait, task) => {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(task, wait); };
};

/* Menus close with Escape, or when something else is used. */
const menus = all("details.me");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open) { menu.open = false; one("summary", menu).focus(); }
  }
});
for (const menu of menus) {
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    for (const other of menus) if (other !== menu) other.open = false;
    if (menu.classList.contains("halt")) one("input[name=reason]", menu)?.focus();
  });
}

/* The post: counts, previews and problems as one types, made by the server in the same way as what is sent. */
const form = one("#post-form");
if (form) {
  let asked = 0;
  const put = (element, html) => { if (element && element.innerHTML.trim() !== html) element.innerHTML = html; };
  const look = async () => {
    const mine = ++asked;
    const data = new FormData(form);
    data.delete("upload");
    try {
      const answer = await fetch(form.dataset.look, { method: "POST", body: data });
      if (!answer.ok || mine !== asked) return;
      const found = await answer.json();
      put(one("#previews"), found.previews);
      for (const box of all("[data-problems]")) put(box, found.problems[box.dataset.problems] ?? "");
      for (const box of all("[data-counts]")) put(box, found.counts[box.dataset.counts] ?? "");
    } catch { /* the server cannot be reached; saving will say so */ }
  };
  const soon = later(350, look);
  let edited = false;
  form.addEventListener("input", () => { edited = true; soon(); });
  form.addEventListener("submit", () => { edited = false; });
  window.addEventListener("beforeunload", (event) => { if (edited) event.preventDefault(); });
}

/* The calendar: a post is dragged to another day and keeps its time. */
const field = one("[data-drop]");
if (field) {
  let held = null;
  const tell = (words) => { one("#moved").textContent = words; };
  for (const post of all(".post[data-name]", field)) post.draggable = true;
  field.addEventListener("dragstart", (event) => {
    held = event.target.closest?.(".post[data-name]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.name);
    held.classList.add("lifted");
  });
  field.addEventListener("dragend", () => {
    held?.classList.remove("lifted");
    for (const day of all(".day.over", field)) day.classList.remove("over");
    held = null;
  });
  field.addEventListener("dragover", (event) => {
    const day = event.target.closest(".day");
    if (!held || !day) return;
    event.preventDefault();
    for (const other of all(".day.over", field)) other.classList.toggle("over", other === day);
    day.classList.add("over");
  });
  field.addEventListener("drop", async (event) => {
    const day = event.target.closest(".day"), post = held;
    if (!post || !day || day === post.closest(".day")) return;
    event.preventDefault();
    const home = post.closest(".day"), next = post.nextSibling;
    const after = all(".post", day).find((other) => (other.dataset.at ?? "") > post.dataset.at);
    day.insertBefore(post, after ?? one(".more", day));
    const data = new FormData();
    data.set("token", field.dataset.token);
    data.set("day", day.dataset.day);
    data.set("drag", "yes");
    try {
      const answer = await fetch(`/posts/${encodeURIComponent(post.dataset.name)}/move`, { method: "POST", body: data });
      if (!answer.ok) throw new Error(String(answer.status));
      location.reload();
    } catch {
      home.insertBefore(post, next);
      tell(field.dataset.failed);
    }
  });
}

/* News: the log's newest entries come by themselves; elsewhere the strips at the top do. */
const live = document.body.dataset.live;
if (live && "EventSource" in window) {
  const list = one("#log[data-follow]"), pulse = one("#pulse");
  const REST = list ? 1500 : 10000;
  let due = false, busy = false, waited = 0;
  const refresh = async () => {
    if (!due || busy || document.hidden || Date.now() - waited < REST) return;
    due = false; busy = true; waited = Date.now();
    try {
      if (list) await follow();
      else await strips();
    } catch { due = true; } finally { busy = false; }
  };
  const page = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const follow = async () => {
    const address = new URL(location.href);
    address.searchParams.set("part", "rows");
    const fresh = await page(address);
    let news = 0;
    const rows = all(".entry", fresh).map((row) => {
      const known = document.getElementById(row.id);
      if (known && known.dataset.state === row.dataset.state) return known;
      news += 1;
      row.classList.add("arrived");
      return document.adoptNode(row);
    });
    if (!news) return;
    const focused = document.activeElement?.closest?.(".entry")?.id;
    list.replaceChildren(...rows);
    if (focused) one("a", document.getElementById(focused) ?? list)?.focus();
    one("#news").textContent = rows.slice(0, news).map((row) => row.innerText.replace(/\s+/g, " ")).slice(0, 3).join(". ");
  };
  const strips = async () => {
    if (one("#post-form") || all("details.me[open]").length) return;
    const fresh = await page(`/strips?at=${encodeURIComponent(location.pathname)}`);
    one("#strips").replaceChildren(...fresh.body.childNodes, ...all("#strips [role=status]"));
  };
  const source = new EventSource(live);
  source.addEventListener("hello", () => { if (pulse) { pulse.hidden = false; pulse.classList.add("on"); } });
  source.addEventListener("moved", () => { due = true; refresh(); });
  source.addEventListener("error", () => pulse?.classList.remove("on"));
  setInterval(refresh, 1000);
}
