// What every part of the frame shares: the state, the events, and small helpers for text and numbers.
// Record text reaches the page only through textContent: it never becomes markup.
window.LM = (function () {
  "use strict";
  const listeners = {};
  const LM = {
    map: null,
    scene: null,
    base: null,
    period: null,
    hidden: new Set(),
    selected: null,
    mode: "app",
    only: null,
    panelTabs: null,
    panelDraws: {},
    panelThings: {},
  };

  LM.on = (name, handler) => (listeners[name] = listeners[name] || []).push(handler);
  LM.emit = (name, detail) => (listeners[name] || []).forEach((handler) => handler(detail));

  LM.el = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "class") node.className = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    return LM.add(node, ...children);
  };

  LM.add = function (node, ...children) {
    for (const child of children.flat()) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child.nodeType ? child : document.createTextNode(String(child)));
    }
    return node;
  };

  LM.svg = function (tag, attributes, ...children) {
    const node = document.createElementNS("http" + "://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter(Boolean));
    return node;
  };

  const grouped = new Intl.NumberFormat("en-GB");
  LM.number = (value) => grouped.format(value);
  LM.plural = (count, one, many) => `${LM.number(count)} ${count === 1 ? one : many || one + "s"}`;

  LM.capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const DAY_MS = 86400000;
  LM.dateParts = function (day) {
    const date = new Date(day * DAY_MS);
    return { day: date.getUTCDate(), month: date.getUTCMonth(), year: date.getUTCFullYear() };
  };
  LM.dayNumber = (year, month, day) => Math.round(Date.UTC(year, month, day) / DAY_MS);
  LM.monthName = (month) => MONTHS[month];
  LM.date = function (day) {
    const part = LM.dateParts(day);
    return `${part.day} ${MONTHS[part.month]} ${part.year}`;
  };
  // 6 Jan to 30 Mar 2025; 11 to 12 Mar 2025; 11 Mar 2025
  LM.dates = function (first, last) {
    if (first === last) return LM.date(first);
    const a = LM.dateParts(first);
    const b = LM.dateParts(last);
    let start = `${a.day}`;
    if (a.year !== b.year) start = LM.date(first);
    else if (a.month !== b.month) start = `${a.day} ${MONTHS[a.month]}`;
    return `${start} to ${LM.date(last)}`;
  };
  LM.distance = function (metres) {
    if (metres >= 10000) return `${Math.round(metres / 1000)} km`;
    if (metres >= 950) return `${(metres / 1000).toFixed(1)} km`;
    return `${Math.max(10, Math.round(metres / 10) * 10)} m`;
  };

  LM.token = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  LM.setTheme = function (theme) {
    if (document.documentElement.dataset.theme === theme) return;
    document.documentElement.dataset.theme = theme;
    LM.emit("theme");
  };

  // Runs a function once before the next paint, however often it is asked for.
  LM.soon = function (work) {
    let waiting = false;
    return function () {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        work();
      });
    };
  };

  LM.remember = function (name, value) {
    try {
      sessionStorage.setItem("linesmap." + name, JSON.stringify(value));
    } catch (error) {
      return;
    }
  };
  LM.recall = function (name) {
    try {
      return JSON.parse(sessionStorage.getItem("linesmap." + name));
    } catch (error) {
      return null;
    }
  };
  return LM;
})();
