// Answers from the grid of the sweep: what the table says of the point at which the levers stand.
(() => {
  "use strict";
  const grid = JSON.parse(document.getElementById("grid").textContent);
  const section = document.querySelector(".answers");
  const levers = [...section.querySelectorAll("form input, form select")];
  const found = section.querySelector(".found");
  const ends = Object.values(grid.points).flatMap((point) => point.ends)
    .filter((end) => end !== null);
  const low = Math.min(0, ...ends), high = Math.max(0, ...ends);
  const x = (value) => 10 + 380 * (high > low ? (value - low) / (high - low) : 0.5);

  function line(point) {
    const svg = found.querySelector("svg");
    const [mean, from, to] = point.ends;
    svg.style.visibility = mean === null ? "hidden" : "visible";
    if (mean === null) return;
    const zero = svg.querySelector(".zero"), span = svg.querySelector(".span");
    zero.setAttribute("x1", x(0));
    zero.setAttribute("x2", x(0));
    span.setAttribute("x1", x(from ?? mean));
    span.setAttribute("x2", x(to ?? mean));
    svg.querySelector(".mean").setAttribute("cx", x(mean));
  }

  function show() {
    levers.forEach((lever, nth) => {
      const level = grid.levels[nth][Number(lever.value)];
      if (lever.type !== "range") return;
      lever.setAttribute("aria-valuetext", level);
      lever.parentElement.querySelector("output").textContent = level;
    });
    const point = grid.points[levers.map((lever) => lever.value).join(",")];
    found.className = `found ${point ? point.row.look : "none"}`;
    if (!point) return;
    for (const cell of found.querySelectorAll("[data-of]")) {
      cell.textContent = point.row[cell.dataset.of];
    }
    point.row.kept.forEach(([level, missed], nth) => {
      found.querySelector(`[data-kept="${nth}"]`).textContent = level;
      found.querySelector(`[data-missed="${nth}"]`).textContent = missed;
    });
    line(point);
  }

  for (const lever of levers) lever.addEventListener("input", show);
  section.hidden = false;
  show();
})();
