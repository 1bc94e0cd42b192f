/* What the theme leaves out for those who listen to a page, or walk through it by the keyboard. */
(() => {
  const mend = () => {
    document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
    // The buttons beside a listing are no way around the site.
    for (const buttons of document.querySelectorAll("nav.md-code__nav:not([role])"))
      buttons.setAttribute("role", "none");
    // Where a part of the site has a page of its own, the theme leaves the name of its list empty.
    for (const list of document.querySelectorAll("nav.md-nav[aria-labelledby]")) {
      const label = document.getElementById(list.getAttribute("aria-labelledby"));
      const link = list.parentElement.querySelector(".md-nav__link .md-ellipsis");
      if (label && !label.textContent.trim() && link)
        list.setAttribute("aria-label", link.textContent.trim());
      if (list.hasAttribute("aria-label")) list.removeAttribute("aria-labelledby");
    }
    // A corner of a table that says nothing heads no column.
    for (const corner of document.querySelectorAll("th:empty"))
      corner.replaceWith(document.createElement("td"));
    // What scrolls must be reachable.
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap"))
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
  };
  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(mend);
  };
  // The theme adds parts when it likes to.
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", soon);
  addEventListener("load", soon);
  mend();
})();
