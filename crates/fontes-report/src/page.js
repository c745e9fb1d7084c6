(function () {
  "use strict";
  var all = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var at = -1;
  function shown() {
    return all.filter(function (f) { return f.offsetParent !== null; });
  }
  function go(step) {
    var list = shown();
    if (!list.length) { return; }
    var now = list.indexOf(all[at]);
    var next = list[Math.max(0, Math.min(list.length - 1, now + step))];
    at = all.indexOf(next);
    next.focus();
    next.scrollIntoView({ block: "start" });
  }
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (e.key === "j") { go(1); }
    else if (e.key === "k") { go(-1); }
    else if (e.key === "a") { document.body.classList.toggle("only"); }
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
}());
