// Puts the run's numbers, which are all in the page, into charts and table as slider and filters say. All texts of the data go into the page as
// text, never as markup; Plotly's labels know a little markup, so there they are escaped.
"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(element(id).textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const data = read("data");
  const figures = read("figures");
  const columns = (texts, Numbers) => texts.map((text) => new Numbers(bytes(text).buffer)); // [E][N]
  const probabilities = columns(data.probabilities, Uint16Array); // of every epoch, as parts of 65,535
  // Of the first epoch, the first two and so on:
  const confidences = columns(data.confidence, Float32Array);
  const variabilities = columns(data.variability, Float32Array);
  const timesCorrect = columns(data.times, probabilities.length > 255 ? Uint16Array : Uint8Array);
  const regions = columns(data.regions, Uint8Array); // bits easy, ambiguous, hard, as td select splits
  const count = data.guids.length;
  const markup = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  const escaped = (text) => text.replace(/[&<>]/g, (c) => markup[c]);
  const short = (text) => (text.length > 90 ? text.slice(0, 90) + "…" : text);
  const labels = data.texts.map((text, row) => escaped(`${data.guids[row]}: ${short(text)}`));
  let confidence, variability, times; // [N], of the epochs that the slider says
  const number = (value) => value.toLocaleString("en");
  let pointedAt = null; // the row in the panel
  let selected = new Set(); // rows

  function listWorst(epochs) {
    const body = document.createElement("tbody");
    for (const row of data.worst[epochs - 1]) {
      const line = body.insertRow();
      const numbers = [confidence[row].toFixed(3), variability[row].toFixed(3), `${times[row]}/${epochs}`];
      for (const text of [data.guids[row], data.labels[data.gold[row]], ...numbers, data.texts[row]]) {
        line.insertCell().textContent = text;
      }
      for (const place of [2, 3, 4]) line.cells[place].className = "number";
    }
    element("worst").tBodies[0].replaceWith(body);
  }

  function draw() {
    const epochs = Number(element("epochs").value);
    const region = Number(element("region").value);
    const gold = Number(element("class").value) - 1;
    [confidence, variability, times] = [confidences, variabilities, timesCorrect].map((by) => by[epochs - 1]);
    const rows = Array.from({ length: 11 }, () => []); // by tenths of correctness
    const bits = region === 0 ? null : regions[epochs - 1];
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
    listWorst(epochs);
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
      x: [probabilities.map((_, epoch) => data.firstEpoch + epoch)], y: [probabilities.map((values) => values[row] / 65535)],
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
