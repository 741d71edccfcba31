// Puts the run's numbers into Plotly's charts as slider and filters say. All texts of the data go into the page as
// text, never as markup; Plotly's labels know a little markup, so there they are escaped.
"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(element(id).textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const data = read("data");
  const figures = read("figures");
  const probabilities = data.probabilities.map((text) => new Float32Array(bytes(text).buffer)); // [E][N]
  const correct = data.correct.map(bytes); // [E][N]
  const count = data.guids.length;
  // [N] by the number of epochs used: bits easy, ambiguous, hard. Those of all epochs are what td select gives.
  const regions = new Map([[probabilities.length, bytes(data.regions)]]);
  const markup = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const escaped = (text) => text.replace(/[&<>]/g, (c) => markup[c]);
  const short = (text) => (text.length > 90 ? text.slice(0, 90) + "…" : text);
  const labels = data.texts.map((text, row) => escaped(`${data.guids[row]}: ${short(text)}`));
  const confidence = new Float64Array(count);
  const variability = new Float64Array(count);
  const times = new Uint32Array(count);
  const number = (value) => value.toLocaleString("en");
  let pointedAt = null; // the row in the panel
  let selected = new Set(); // rows

  function compute(epochs) {
    for (let row = 0; row < count; row++) {
      let sum = 0, squares = 0, right = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        sum += probabilities[epoch][row];
        right += correct[epoch][row];
      }
      const mean = sum / epochs;
      for (let epoch = 0; epoch < epochs; epoch++) squares += (probabilities[epoch][row] - mean) ** 2;
      confidence[row] = mean;
      variability[row] = Math.sqrt(squares / epochs);
      times[row] = right;
    }
  }

  // The first of a ranking, ties in the data's order, as td select splits; of what compute() has computed.
  function regionsOf(epochs) {
    if (!regions.has(epochs)) {
      const bits = new Uint8Array(count);
      const size = Math.trunc(data.proportion * count);
      const mark = (bit, before) => {
        const rows = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => before(a, b) || a - b);
        for (const row of rows.subarray(0, size)) bits[row] |= 1 << bit;
      };
      mark(0, (a, b) => confidence[b] - confidence[a]);
      if (epochs > 1) mark(1, (a, b) => variability[b] - variability[a]); // one epoch has no variability
      mark(2, (a, b) => confidence[a] - confidence[b]);
      regions.set(epochs, bits);
    }
    return regions.get(epochs);
  }

  function draw() {
    const epochs = Number(element("epochs").value);
    const region = Number(element("region").value);
    const gold = Number(element("class").value) - 1;
    compute(epochs);
    const rows = Array.from({ length: 11 }, () => []); // by tenths of correctness
    const bits = region === 0 ? null : regionsOf(epochs);
    for (let row = 0; row < count; row++) {
      const shown = (bits === null || bits[row] & (1 << (region - 1))) && (gold < 0 || data.gold[row] === gold);
      if (shown) rows[Math.round((10 * times[row]) / epochs)].push(row);
    }
    const traces = rows.reverse(); // the charts begin with those that are always right
    const of = (column) => traces.map((some) => some.map((row) => column[row]));
    const all = traces.flat();
    element("epochs-used").value = epochs;
    element("shown").value = `${number(all.length)} of ${number(count)} examples shown`;
    if (pointedAt !== null) show(pointedAt);
    listSelected(all);
    // Points of a selection keep their rows when they move; the line that was drawn around them goes.
    const chosen = traces.map((some) => (selected.size === 0 ? null : some.flatMap((row, place) => (selected.has(row) ? [place] : []))));
    return Promise.all([
      Plotly.update("map", {
        x: of(variability), y: of(confidence), text: of(labels), customdata: traces, hovertemplate: "%{text}<extra></extra>",
        visible: traces.map((some) => some.length > 0), selectedpoints: chosen, "marker.size": count > 20000 ? 4 : 6,
      }, { selections: [] }),
      Plotly.restyle("confidence", { x: [all.map((row) => confidence[row])], xbins: { start: 0, end: 1.0001, size: 0.05 } }),
      Plotly.restyle("variability", { x: [all.map((row) => variability[row])], nbinsx: 30 }),
      Plotly.update("correctness", { x: [all.map((row) => times[row])], xbins: { start: -0.5, end: epochs + 0.5, size: 1 } }, {
        "xaxis.range": [-0.5, epochs + 0.5], "xaxis.tick0": 0, "xaxis.dtick": Math.ceil(epochs / 10),
      }),
    ]);
  }

  function show(row) {
    const epochs = Number(element("epochs").value);
    pointedAt = row;
    const gold = data.labels[data.gold[row]];
    element("facts").textContent = `${data.guids[row]}, gold ${gold}: confidence ${confidence[row].toFixed(3)}, ` +
      `variability ${variability[row].toFixed(3)}, right in ${times[row]} of ${epochs}`;
    element("text").textContent = data.texts[row];
    Plotly.update("trajectory", {
      x: [probabilities.map((_, epoch) => data.firstEpoch + epoch)], y: [probabilities.map((values) => values[row])],
      "marker.opacity": [probabilities.map((_, epoch) => (epoch < epochs ? 1 : 0.3))], // the others are not used
    }, { "xaxis.tick0": data.firstEpoch, "xaxis.dtick": Math.ceil(probabilities.length / 10) });
  }

  function select(points) {
    selected = new Set(points.map((point) => point.customdata));
    listSelected(Array.from(selected));
  }

  // shown: the rows in the map.
  function listSelected(shown) {
    const guids = Array.from(selected, (row) => data.guids[row]);
    if (guids.length === 0 && element("guids").value === "") return;
    const seen = shown.reduce((seen, row) => seen + (selected.has(row) ? 1 : 0), 0);
    const hidden = seen < selected.size ? `, ${number(selected.size - seen)} of them not shown` : "";
    element("selected").textContent = `${number(guids.length)} examples selected${hidden}`;
    element("guids").value = guids.join("\n");
    element("save").disabled = guids.length === 0;
    element("save").onclick = () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(guids)], { type: "application/json" }));
      link.download = "selected_guids.json";
      link.click();
      URL.revokeObjectURL(link.href);
    };
  }

  const config = (id) => ({ responsive: true, displaylogo: false, displayModeBar: id === "map" });
  Promise.all(Object.keys(figures).map((id) => Plotly.newPlot(id, figures[id].data, figures[id].layout, config(id))))
    .then(draw)
    .then(() => {
      element("map").on("plotly_hover", (event) => show(event.points[0].customdata));
      element("map").on("plotly_selected", (event) => select(event ? event.points : []));
      element("map").on("plotly_deselect", () => select([]));
      for (const id of ["epochs", "region", "class"]) element(id).addEventListener("input", draw);
      document.documentElement.dataset.ready = "true";
    });
})();
