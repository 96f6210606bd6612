(function () {
  "use strict";
  function all(what) { return Array.prototype.slice.call(document.querySelectorAll(what)); }
  function open(list) {
    list.forEach(function (d) { d.open = true; });
  }
  // A link into something folded opens it.
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) { return; }
    if (target.classList.contains("day")) { open([target.querySelector("details")]); }
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === "DETAILS") { e.open = true; }
    }
    target.scrollIntoView();
  }
  var button = document.getElementById("open-all");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var list = all("details");
      var wide = list.every(function (d) { return d.open; });
      list.forEach(function (d) { d.open = !wide; });
      button.textContent = wide ? "Open all days and sheets" : "Close all days and sheets";
    });
  }
  // Paper shows every day; sheets are printed as they are, open or folded.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = all(".day > details, .left details").filter(function (d) { return !d.open; });
    open(folded);
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (d) { d.open = false; });
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
