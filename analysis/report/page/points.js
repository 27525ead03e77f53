// What the points of a drawing say: under the pointer or finger, and by arrow keys where the drawing has the focus.
told.forEach((points, number) => {
  const region = document.querySelector(`[data-points="${number}"]`), image = region.querySelector("img");
  if (!points.length) return;
  const made = (tag, name) => {
    const one = document.createElement(tag);
    one.className = name;
    one.hidden = true;
    region.append(one);
    return one;
  };
  const ring = made("span", "ring"), tip = made("output", "tip");
  const REACH = 28, FINGER = 44, GAP = 14;
  let now = -1;
  const place = (n) => {
    const [x, y, , height = 0] = points[n];
    return { x: x * image.clientWidth, y: y * image.clientHeight, height: height * image.clientHeight };
  };
  const hide = () => { now = -1; ring.hidden = tip.hidden = true; };
  const show = (n, at) => {
    now = n;
    const { x, y, height } = place(n), line = height > 0;
    ring.hidden = tip.hidden = false;
    ring.classList.toggle("line", line);
    Object.assign(ring.style, { left: `${x}px`, top: `${y}px`, height: line ? `${height}px` : "" });
    tip.textContent = points[n][2];
    tip.style.left = tip.style.top = "0px"; // where nothing narrows it, to be measured
    const left = region.scrollLeft, beside = at ?? (line ? y + height / 2 : y);
    const above = beside - tip.offsetHeight - GAP, room = region.clientHeight - tip.offsetHeight - 2;
    let start = x + GAP;
    if (start + tip.offsetWidth > left + region.clientWidth - 2) start = x - GAP - tip.offsetWidth;
    start = Math.min(Math.max(start, left + 2), left + region.clientWidth - tip.offsetWidth - 2);
    tip.style.left = `${start}px`;
    tip.style.top = `${Math.max(2, Math.min(above < 0 ? beside + GAP : above, room))}px`;
  };
  const nearest = (event) => {
    const box = image.getBoundingClientRect(), left = event.clientX - box.left, top = event.clientY - box.top;
    let best = -1, least = event.pointerType === "mouse" ? REACH : FINGER;
    points.forEach((_, n) => {
      const { x, y, height } = place(n);
      const up = top < y ? y - top : Math.max(0, top - y - height), distance = Math.hypot(x - left, up);
      if (distance < least) [best, least] = [n, distance];
    });
    if (best < 0) hide(); else show(best, points[best][3] ? top : undefined);
  };
  region.addEventListener("pointermove", nearest);
  region.addEventListener("pointerdown", nearest);
  region.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
  region.addEventListener("focus", () => { if (region.matches(":focus-visible") && now < 0) step(0); });
  region.addEventListener("blur", hide);
  const step = (n) => {
    const { x } = place(n);
    if (x < region.scrollLeft || x > region.scrollLeft + region.clientWidth) region.scrollLeft = x - region.clientWidth / 2;
    show(n);
  };
  const KEYS = { ArrowRight: () => now + 1, ArrowLeft: () => now - 1, Home: () => 0, End: () => points.length - 1 };
  region.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (!KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(Math.max(0, Math.min(points.length - 1, KEYS[event.key]())));
  });
});
