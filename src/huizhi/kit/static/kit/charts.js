// Draws each picture of a page from the data beside it. Without this script the tables below the pictures say the same.
"use strict";

(async () => {
  const PALETTE = ["#124a8c", "#d98d10", "#17683a", "#7d8ea1", "#6c4a9c", "#b3261e", "#3f8fd2", "#9a7b2f"];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const family = getComputedStyle(document.body).fontFamily;
  const maps = JSON.parse(document.getElementById("chart-maps").textContent);
  const loaded = {};

  const loadMap = async (name) => {
    loaded[name] ||= fetch(maps[name]).then((answer) => answer.json()).then((shape) => echarts.registerMap(name, shape));
    await loaded[name];
  };

  for (const room of document.querySelectorAll("[data-chart]")) {
    const option = JSON.parse(document.getElementById(room.dataset.chart).textContent);
    const links = option.huizhiLinks || {};
    if (option.huizhiMap) await loadMap(option.huizhiMap);
    const picture = echarts.init(room);
    const tooltip = { ...option.tooltip, renderMode: "richText" }; // the other mode writes style attributes, which our policy forbids
    picture.setOption({ color: PALETTE, animation: !calm, textStyle: { fontFamily: family, color: "#1a2330" }, ...option, tooltip });
    picture.on("click", (event) => {
      if (links[event.name]) window.location.assign(links[event.name]);
    });
    new ResizeObserver(() => picture.resize()).observe(room);
  }
})();
