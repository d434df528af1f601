"use strict";
/* Bringing in: how far sending and reading are, and pictures that are dragged to their drafts. `one`, `all` and `later`
   are of app.js. Without this the same forms do it all. */

/* Sending a file: how much has left, and a way to stop. */
const upload = one("#upload");
if (upload) {
  const bar = one("#upload-bar"), box = one("#upload-progress"), said = one("#upload-said"), stop = one("#upload-stop");
  const send = one("button:not([type])", upload), file = one("#file"), words = upload.dataset;
  let told = 0;
  const show = (busy) => { box.hidden = stop.hidden = !busy; send.disabled = busy; };
  file.addEventListener("change", () => {
    const large = (file.files[0]?.size ?? 0) > Number(words.most);
    said.textContent = large ? words.large : "";
    said.classList.toggle("error", large);
  });
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!file.files.length || file.files[0].size > Number(words.most)) { file.focus(); return; }
    const request = new XMLHttpRequest();
    request.open("POST", upload.getAttribute("action"));
    request.upload.addEventListener("progress", (now) => {
      const part = now.total ? Math.floor((100 * now.loaded) / now.total) : 0;
      bar.value = part;
      if (part === 100) said.textContent = words.sent;
      else if (Date.now() - told > 2000) { told = Date.now(); said.textContent = `${words.sending}: ${part} %`; }
    });
    request.addEventListener("load", () => {
      if (request.status < 400 && request.responseURL) { location.href = request.responseURL; return; }
      const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
      show(false);
      said.textContent = one("main [role=alert]", fresh)?.textContent.trim().replace(/\s+/g, " ") || one("main", fresh)?.textContent.trim() || words.lost;
      said.classList.add("error");
      file.focus();
    });
    request.addEventListener("error", () => { show(false); said.textContent = words.lost; said.classList.add("error"); });
    request.addEventListener("abort", () => { show(false); said.textContent = words.stopped; file.focus(); });
    stop.onclick = () => request.abort();
    said.classList.remove("error");
    bar.value = 0;
    show(true);
    request.send(new FormData(upload));
  });
}

/* Reading: asked for again and again until it is over; said aloud only now and then. */
const reading = one("#reading");
if (reading) {
  const at = one("#reading-at"), bar = one("#reading-bar"), said = one("#reading-said");
  const SAY_EVERY = 4000, ASK_EVERY = 700;
  let last = Date.now();
  const ask = async () => {
    try {
      const answer = await fetch(`/bring-in/progress?place=${encodeURIComponent(reading.dataset.place)}`);
      const now = await answer.json();
      if (now.over) { location.replace(`/bring-in?place=${encodeURIComponent(reading.dataset.place)}`); return; }
      if (at.textContent !== now.words) at.textContent = now.words;
      if (now.of) { bar.max = now.of; bar.value = now.number; } else bar.removeAttribute("value");
      if (Date.now() - last > SAY_EVERY) { last = Date.now(); said.textContent = now.words; }
    } catch { /* the server cannot be reached just now */ }
    setTimeout(ask, ASK_EVERY);
  };
  setTimeout(ask, ASK_EVERY);
}

/* The review: every change is made in the form's own fields, shown, said, and kept a moment later. */
const review = one("#review");
if (review && !one("fieldset[disabled]", review)) {
  const words = review.dataset, place = one("[name=place]", review).value, kept = one("#kept-said");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const say = (text) => { one("#changed").textContent = text; };
  const list = (draft) => one(".chosen-list", draft);
  const box = (draft, picture) => one(`.chooser input[value="${picture}"]`, draft);
  const tile = (picture) => one(`[data-tile="${picture}"]`);
  const has = (draft) => all(".chosen", list(draft)).map((item) => item.dataset.picture);
  for (const hint of all(".by-drag")) hint.hidden = false;

  /* Pictures of the drafts of this page that are taken, without alt text. */
  const lack = () => all(".draft:has(.take input:checked) .chosen textarea", review).filter((area) => !area.value.trim()).length;

  /* Alt text that was typed for a picture comes back with it, wherever it goes. */
  const typed = new Map();
  const altOf = (picture) => typed.get(picture) ?? tile(picture)?.dataset.alt ?? "";
  const made = (draft, picture) => {
    const number = draft.dataset.draft, item = one("#chosen-item").content.firstElementChild.cloneNode(true);
    const area = one("textarea", item), label = one("label", item), order = one("input", item);
    item.dataset.picture = picture;
    one("img", item).src = `/bring-in/picture?place=${place}&picture=${picture}`;
    one("span", label).textContent = tile(picture).dataset.name;
    label.htmlFor = area.id = `alt-${number}-${picture}`;
    area.name = `alt.${number}.${picture}`;
    area.value = altOf(picture);
    one(".need", item).hidden = Boolean(area.value.trim());
    order.name = `order.${number}`;
    order.value = picture;
    return item;
  };
  const offer = (draft, picture) => {
    if (box(draft, picture)) return;
    const label = document.createElement("label"), name = document.createElement("span"), input = document.createElement("input");
    Object.assign(input, { type: "checkbox", name: `pictures.${draft.dataset.draft}`, value: picture });
    name.className = "name";
    name.append(input, tile(picture).dataset.name);
    label.append(name);
    one(".shelf", draft).append(label);
  };
  /* Show and tick exactly these pictures, in this order. */
  const set = (draft, pictures) => {
    const items = new Map(all(".chosen", list(draft)).map((item) => [item.dataset.picture, item]));
    for (const [picture, item] of items) typed.set(picture, one("textarea", item).value);
    for (const picture of pictures) offer(draft, picture);
    for (const input of all(".chooser input[type=checkbox]", draft)) input.checked = pictures.includes(input.value);
    list(draft).replaceChildren(...pictures.map((picture) => items.get(picture) ?? made(draft, picture)));
    for (const button of all(".earlier", list(draft))) button.hidden = !button.closest(".chosen").previousElementSibling;
    one(".none", draft).hidden = pictures.length > 0;
    marks();
  };
  const elsewhere = Number(one("#lacking").textContent.match(/\d+/)?.[0] ?? 0) - lack();
  const marks = () => {
    const count = elsewhere + lack();
    one("#lacking").textContent = count ? `${one("#lacking").dataset.words} ${count}` : "";
    for (const item of all(".tile:not(.useless)")) {
      const users = all(".draft").filter((draft) => has(draft).includes(item.dataset.tile)).map((draft) => draft.dataset.draft);
      const every = [...users, ...(item.dataset.elsewhere ?? "").split(" ").filter(Boolean)];
      if (every.length) one(".users", item).textContent = `${words.used} ${every.join(", ")}`;
      else if (item.dataset.was !== undefined) one(".users", item).textContent = item.dataset.was || words.unused;
    }
  };
  const told = (draft, picture) => {
    const number = draft.dataset.draft, now = has(draft);
    if (!now.length) return fill(words.none, { draft: number });
    return fill(now.includes(picture) ? words.has : words.hasnt, { draft: number, name: tile(picture)?.dataset.name ?? "" });
  };

  /* Ticking. */
  review.addEventListener("change", (event) => {
    const input = event.target, draft = input.closest(".draft");
    if (!draft || !input.matches(".chooser input[type=checkbox]")) return;
    set(draft, input.checked ? [...has(draft), input.value] : has(draft).filter((id) => id !== input.value));
    say(told(draft, input.value));
  });
  review.addEventListener("input", (event) => {
    if (event.target.name?.startsWith("alt.")) one(".need", event.target.closest(".field")).hidden = Boolean(event.target.value.trim());
    marks();
    soon();
  });

  /* Dragging: onto a picture to take its place, onto a draft with none or one to be its picture, onto "add" to join. */
  let held = null;
  const lift = (event) => {
    const from = event.target.closest?.(".chosen, .tile:not(.useless)");
    if (!from) return;
    held = { picture: from.dataset.picture ?? from.dataset.tile, from: from.closest(".draft"), item: from };
    event.dataTransfer.effectAllowed = "copyMove";
    event.dataTransfer.setData("text/plain", held.picture);
    from.classList.add("lifted");
    setTimeout(() => {
      if (!held) return;
      document.body.classList.add("dragging");
      for (const draft of all(".draft")) {
        if (!has(draft).length || has(draft).includes(held.picture)) continue;
        const add = document.createElement("p");
        add.className = "add";
        add.textContent = words.add;
        one(".side", draft).append(add);
      }
    });
  };
  const under = (event) => {
    const draft = event.target.closest?.(".draft");
    if (!held || !draft) return null;
    const add = event.target.closest(".add"), onto = add ? null : event.target.closest(".chosen");
    const now = has(draft);
    const alone = !add && !onto && now.length === 1 ? one(".chosen", list(draft)) : null;
    return { draft, add, onto: onto ?? alone, mark: add ?? onto ?? draft };
  };
  const unmark = () => { for (const over of all(".over", review)) over.classList.remove("over"); };
  const land = () => {
    held?.item.classList.remove("lifted");
    held = null;
    document.body.classList.remove("dragging");
    for (const add of all(".add", review)) add.remove();
    unmark();
  };
  const drop = ({ draft, onto }) => {
    const { picture, from } = held, other = onto?.dataset.picture, now = has(draft);
    if (other === picture || (from === draft && !other)) return "";
    for (const item of [held.item, onto]) if (item?.dataset.picture) typed.set(item.dataset.picture, one("textarea", item).value);
    if (from === draft) {
      set(draft, now.map((id) => (id === picture ? other : id === other ? picture : id)));
      return fill(words.order, { draft: draft.dataset.draft });
    }
    const rest = now.filter((id) => id !== picture);
    set(draft, other ? rest.map((id) => (id === other ? picture : id)) : [...rest, picture]);
    if (!from) return told(draft, picture);
    const left = has(from).filter((id) => id !== other);
    set(from, other ? left.map((id) => (id === picture ? other : id)) : left.filter((id) => id !== picture));
    return `${told(draft, picture)} ${told(from, other ?? picture)}`;
  };
  review.addEventListener("dragstart", lift);
  review.addEventListener("dragend", land);
  review.addEventListener("dragover", (event) => {
    const goal = under(event);
    unmark();
    if (!goal && !(held?.from && event.target.closest?.(".tray"))) return;
    event.preventDefault();
    goal?.mark.classList.add("over");
  });
  review.addEventListener("drop", (event) => {
    if (!held) return;
    event.preventDefault();
    const goal = under(event);
    let news = "";
    if (goal) news = drop(goal);
    else if (held.from && event.target.closest(".tray")) {
      const { from, picture } = held;
      set(from, has(from).filter((id) => id !== picture));
      news = told(from, picture);
    }
    land();
    if (news) { say(news); soon(); }
  });
  /* A draft's picture is dragged by its image alone: text in a field inside what is draggable cannot be marked everywhere. */
  for (const item of all(".tile", review)) {
    one("img", item).draggable = false;
    item.draggable = !item.classList.contains("useless");
  }

  /* Kept a moment after each change, so that nothing is lost with the page. */
  let dirty = false, busy = null, leaving = false;
  const data = () => {
    const found = new FormData(review);
    found.set("do", "quietly");
    return found;
  };
  const keep = async () => {
    if (busy || leaving) return;
    dirty = false;
    busy = send();
    await busy;
    busy = null;
    if (dirty) soon();
  };
  const send = async () => {
    try {
      const answer = await fetch("/bring-in", { method: "POST", body: data() });
      const found = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      for (const [number, mark] of Object.entries(found.marks ?? {})) {
        const field = one(`[name="mark.${number}"]`, review);
        if (field && !found.conflicts.includes(Number(number))) field.value = mark;
      }
      kept.textContent = answer.ok && found.marks ? words.kept : found.conflicts ? words.conflict : found.said ?? words.unkept;
      if (found.conflicts?.length) say(words.conflict);
    } catch { kept.textContent = words.unkept; }
  };
  const soonest = later(800, keep);
  const soon = () => { dirty = true; soonest(); };
  review.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      busy.finally(() => setTimeout(() => review.requestSubmit(event.submitter)));
      return;
    }
    leaving = true;
  });
  addEventListener("pagehide", () => { if (dirty && !leaving) navigator.sendBeacon("/bring-in", data()); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
