// Speaks with the Streamlit app around the frame: takes the scene, gives back the period and what is asked for.
(function (LM) {
  "use strict";
  const LEAST_PX = 560;
  const FOOT_PX = 32;
  let sceneKey = null;
  let counter = 0;
  let value = {};
  let told = "";
  const given = [];

  const send = (type, content) => window.parent.postMessage({ isStreamlitMessage: true, type, ...content }, "*");

  function give(change) {
    counter += 1;
    value = { ...value, ...change, n: counter, scene: sceneKey };
    send("streamlit:setComponentValue", { value, dataType: "json" });
  }

  LM.tellApp = give;

  LM.askDetail = function (record) {
    if (!LM.hasDetail(record)) give({ record });
  };

  LM.openLine = function (line) {
    const page = new URL("lines", parentAddress());
    page.search = "?open=" + encodeURIComponent(line.id);
    return LM.el("a", { class: "lm-button", href: page.href, target: "_top" }, "Open line " + line.name);
  };

  function parentAddress() {
    try {
      return window.parent.location.href.split(/[?#]/)[0];
    } catch (error) {
      return document.referrer || window.location.href;
    }
  }

  LM.on("period", (period) => {
    given.push(String(period));
    give({ period });
  });

  // The app answers late: a period it still held, or one that the frame itself gave, never undoes a newer one.
  function takePeriod(period) {
    const words = String(period);
    if (words === told) return;
    told = words;
    const echoed = given.indexOf(words);
    if (echoed >= 0) given.splice(0, echoed + 1);
    else if (words !== String(LM.period)) LM.setPeriod(period[0], period[1], false);
  }

  // The frame fills the window below its own top, and never less than its height needs.
  function fit() {
    let height = LEAST_PX;
    try {
      const top = window.frameElement.getBoundingClientRect().top;
      height = Math.max(LEAST_PX, window.parent.innerHeight - top - FOOT_PX);
    } catch (error) {
      height = LEAST_PX + 180;
    }
    send("streamlit:setFrameHeight", { height: Math.floor(height) });
  }

  function listenToParent() {
    try {
      window.parent.addEventListener("resize", fit);
      window.addEventListener("pagehide", () => window.parent.removeEventListener("resize", fit));
    } catch (error) {
      return;
    }
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    const args = event.data.args;
    LM.setTheme(args.theme);
    if (args.scene_key !== sceneKey) {
      sceneKey = args.scene_key;
      value = {};
      const scene = JSON.parse(args.scene);
      if (args.period) scene.period = args.period;
      told = String(args.period);
      given.length = 0;
      fit();
      LM.show(scene);
    } else if (args.period) {
      takePeriod(args.period);
    }
    if (args.detail) LM.giveDetail(args.detail.record, args.detail.content);
    LM.emit("args", args);
  });

  LM.on("start", () => {
    listenToParent();
    send("streamlit:componentReady", { apiVersion: 1 });
  });
})(window.LM);
