// Puts new exchanges into the page as they happen. Without this script, a reload shows them.
const list = document.querySelector("nav ol");
const view = document.querySelector("main");
const live = document.querySelector(".live");
const kept = Number(document.body.dataset.kept);
const following = document.body.dataset.following === "yes";

live.hidden = false;
list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
const source = new EventSource("/_xray/events?after=" + document.body.dataset.newest);
source.onopen = () => { live.textContent = "live"; live.classList.add("on"); };
source.onerror = () => { live.textContent = "not connected"; live.classList.remove("on"); };
source.addEventListener("exchange", (event) => {
  const { item, shown } = JSON.parse(event.data);  // Markup whose parts the server has escaped.
  list.insertAdjacentHTML("afterbegin", item);
  while (list.children.length > kept) list.lastElementChild.remove();
  if (following) {
    list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    list.querySelector("a").setAttribute("aria-current", "true");
    view.innerHTML = shown;
  }
});

// The arrows walk through the list; Enter opens what has the focus.
addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && event.key.startsWith("Arrow")) return;  // They scroll the page.
  event.preventDefault();
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});
