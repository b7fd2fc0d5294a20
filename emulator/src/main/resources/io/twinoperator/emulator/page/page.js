// Renews the live part of the page. Everything works without it: reload does the same.
(() => {
  const live = document.getElementById("live");
  const box = document.getElementById("refresh-on");
  if (!live || !box) return;
  document.getElementById("refresh").hidden = false;

  // Whoever asked for little motion is not given a page that moves by itself, but may ask for it.
  const chosen = sessionStorage.getItem("refresh");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.checked = chosen === null ? !calm : chosen === "on";
  box.addEventListener("change", () => sessionStorage.setItem("refresh", box.checked ? "on" : "off"));

  const beingRead = () =>
    document.hidden || live.contains(document.activeElement) || !getSelection().isCollapsed;

  const renew = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (fresh && !beingRead() && fresh.innerHTML !== live.innerHTML) {
      const scrolled = [...live.querySelectorAll("pre, .scroll")].map((e) => [e.scrollLeft, e.scrollTop]);
      live.replaceChildren(...fresh.childNodes);
      [...live.querySelectorAll("pre, .scroll")].forEach((e, i) => {
        if (scrolled[i]) [e.scrollLeft, e.scrollTop] = scrolled[i];
      });
    }
  };

  const loop = async () => {
    if (box.checked && !beingRead()) {
      await renew().catch(() => {}); // the emulator is away; the next round asks again
    }
    setTimeout(loop, 2000);
  };
  setTimeout(loop, 2000);
})();
