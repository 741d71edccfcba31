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
  const regions = bytes(data.regions); // [N], bits easy, ambiguous, hard
  const count = data.guids.length;
  const markup = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const escaped = (text) => text.replace(/[&<>]/g, (c) => markup[c]);
  const short = (text) => (text.length > 90 ? text.slice(0, 90) + "…" : text);
  const labels = data.texts.map((text, row) => escaped(`${data.guids[row]}: ${short(text)}`));
  const confidence = new Float64Array(count);
  const variability = new Float64Array(count);
  const times = new Uint32Array(count);

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

  function draw() {
    const epochs = Number(element("epochs").value);
    const region = Number(element("region").value);
    const gold = Number(element("class").value) - 1;
    compute(epochs);
    const rows = Array.from({ length: 11 }, () => []); // by tenths of correctness
    for (let row = 0; row < count; row++) {
      const shown = (region === 0 || regions[row] & (1 << (region - 1))) && (gold < 0 || data.gold[row] === gold);
      if (shown) rows[Math.round((10 * times[row]) / epochs)].push(row);
    }
    const traces = rows.reverse(); // the charts begin with those that are always right
    const of = (column) => traces.map((some) => some.map((row) => column[row]));
    const all = traces.flat();
    element("epochs-used").value = epochs;
    element("shown").value = `${all.length.toLocaleString("en")} of ${count.toLocaleString("en")} examples shown`;
    return Promise.all([
      Plotly.update("map", {
        x: of(variability), y: of(confidence), text: of(labels), customdata: traces, hovertemplate: "%{text}<extra></extra>",
        visible: traces.map((some) => some.length > 0), selectedpoints: [null], "marker.size": count > 20000 ? 4 : 6,
      }, { selections: [] }),
      Plotly.restyle("confidence", { x: [all.map((row) => confidence[row])], xbins: { start: 0, end: 1.0001, size: 0.05 } }),
      Plotly.restyle("variability", { x: [all.map((row) => variability[row])], nbinsx: 30 }),
      Plotly.restyle("correctness", { x: [all.map((row) => times[row])], xbins: { start: -0.5, end: epochs + 0.5, size: 1 } }),
    ]);
  }

  function show(row) {
    const gold = data.labels[data.gold[row]];
    element("facts").textContent = `${data.guids[row]}, gold ${gold}: confidence ${confidence[row].toFixed(3)}, ` +
      `variability ${variability[row].toFixed(3)}, right ${times[row]}×`;
    element("text").textContent = data.texts[row];
    Plotly.update("trajectory", {
      x: [probabilities.map((_, epoch) => epoch + 1)], y: [probabilities.map((values) => values[row])],
    }, { "xaxis.tick0": 1, "xaxis.dtick": Math.ceil(probabilities.length / 10) });
  }

  function select(points) {
    const guids = points.map((point) => data.guids[point.customdata]);
    element("selected").textContent = `${guids.length.toLocaleString("en")} examples selected`;
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
      for (const id of ["epochs", "region", "class"]) element(id).addEventListener("input", draw);
      document.documentElement.dataset.ready = "true";
    });
})();
