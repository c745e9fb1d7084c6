
(function () {
  "use strict";
  var each = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var all = each(".finding"), groups = each(".group"), pane = document.getElementById("pane");
  var form = document.querySelector(".filters"), told = form.querySelector("output");
  var number = function (f) { return Number(f.id.slice(1)); };
  var current = null, mark = null, before = null;
  var places = all.map(function (f) { return { finding: f, group: f.parentNode }; });

  function shown() {
    return each(".finding").filter(function (f) { return !f.hidden && f.parentNode.open !== false; });
  }
  // The draft goes along, in its own pane: the page stays where it is.
  function follow(f) {
    var n = String(number(f));
    each(".current", pane).forEach(function (m) { m.classList.remove("current"); });
    mark = document.getElementById("m" + n);
    if (!mark) { return; }
    each(".mark", pane).forEach(function (m) {
      if (m.hash === "#f" + n || (m.dataset.of || "").split(" ").indexOf(n) >= 0) { m.classList.add("current"); }
    });
    var box = pane.getBoundingClientRect(), at = mark.getBoundingClientRect();
    if (getComputedStyle(pane).overflowY !== "visible" && (at.top < box.top + 40 || at.bottom > box.bottom - 40)) {
      pane.scrollTop += at.top - box.top - box.height / 3;
    }
  }
  function select(f) {
    if (f.parentNode.tagName === "DETAILS") { f.parentNode.open = true; }
    f.hidden = false;
    current = f;
    follow(f);
    f.focus({ preventScroll: true });
    f.scrollIntoView({ block: "start" });
  }
  function go(step) {
    var list = shown(), now = list.indexOf(current);
    if (list.length) { select(list[now < 0 ? 0 : Math.max(0, Math.min(list.length - 1, now + step))]); }
  }
  function values(name) {
    return each("input[name=" + name + "]:checked", form).map(function (i) { return i.value; });
  }
  function apply() {
    var severities = values("severity"), kinds = values("kind"), code = form.code.value, n = 0;
    var since = form.since ? form.since.value : "";
    all.forEach(function (f) {
      var d = f.dataset;
      f.hidden = severities.indexOf(d.severity) < 0 || kinds.indexOf(d.kind) < 0 || code !== "" && d.code !== code || since !== "" && d.since !== since;
      if (!f.hidden) { n += 1; }
    });
    groups.forEach(function (g) {
      var left = each(".finding", g).filter(function (f) { return !f.hidden; }).length;
      g.hidden = left === 0;
      g.querySelector(".count").textContent = left;
    });
    told.textContent = n + " of " + all.length + " shown";
  }
  function order() {
    var list = document.querySelector(".findings"), plain = form.order.value === "draft";
    each(".plain", list).forEach(function (p) { p.remove(); });
    if (plain) {
      var box = document.createElement("div");
      box.className = "plain";
      all.slice().sort(function (a, b) { return number(a) - number(b); }).forEach(function (f) { box.appendChild(f); });
      list.appendChild(box);
    } else {
      places.forEach(function (p) { p.group.appendChild(p.finding); });
    }
    list.classList.toggle("by-place", plain);
  }
  function check(name, value) {
    each("input[name=" + name + "]", form).forEach(function (i) { i.checked = value.indexOf(i.value) >= 0; });
  }
  // Only what needs a look, or all.
  function narrow() {
    var few = values("severity").some(function (s) { return s === "note" || s === "info"; });
    if (few) { check("severity", ["error", "warning"]); } else { form.reset(); }
    apply();
  }

  form.hidden = false;
  form.addEventListener("change", function (e) {
    if (e.target.name === "order") { order(); }
    if (e.target.name === "print") { document.body.classList.toggle("print-draft", e.target.checked); }
    if (/^(code|since)$/.test(e.target.name)) { groups.forEach(function (g) { g.open = g.open || e.target.value !== ""; }); }
    apply();
  });
  form.addEventListener("reset", function () { setTimeout(function () { order(); apply(); document.body.classList.remove("print-draft"); }, 0); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  document.addEventListener("click", function (e) {
    var a = e.target.closest ? e.target.closest("a[href^='#']") : null;
    if (!a) { return; }
    var f = a.hash.charAt(1) === "f" ? document.getElementById(a.hash.slice(1)) : null;
    if (a.dataset.code) {
      // A count: its findings alone.
      form.reset();
      form.code.value = a.dataset.code;
      check("severity", [a.dataset.severity]);
      groups.forEach(function (g) { g.open = true; });
      setTimeout(function () {
        form.code.value = a.dataset.code;
        check("severity", [a.dataset.severity]);
        apply();
        go(0);
      }, 0);
      current = null;
      e.preventDefault();
    } else if (f && f.classList.contains("finding")) {
      e.preventDefault();
      select(f);
    } else if (a.hash.charAt(1) === "m") {
      e.preventDefault();
      var owner = a.closest(".finding");
      if (owner) { current = owner; follow(owner); place(); }
    }
  });
  // To the finding's place in the draft.
  function place() {
    var link = mark && (mark.tagName === "A" ? mark : mark.nextElementSibling);
    if (!link) { return; }
    before = current;
    link.focus({ preventScroll: true });
    if (getComputedStyle(pane).overflowY === "visible") { link.scrollIntoView({ block: "center" }); }
  }
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && e.target.type !== "checkbox") { return; }
    if (e.key === "j") { go(1); }
    else if (e.key === "k") { go(-1); }
    else if (e.key === "a") { narrow(); }
    else if (e.key === "d") {
      if (pane.contains(document.activeElement) && before) { select(before); } else if (current) { place(); }
    } else { return; }
    e.preventDefault();
  });
  all.forEach(function (f) {
    f.addEventListener("focusin", function () { if (current !== f) { current = f; follow(f); } });
  });
  window.addEventListener("beforeprint", function () {
    shown().forEach(function (f) { each("details", f).forEach(function (d) { d.open = true; }); });
  });
  if (location.hash.charAt(1) === "f") {
    var named = document.getElementById(location.hash.slice(1));
    if (named) { select(named); }
  }
}());
