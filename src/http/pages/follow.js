// Follows the run that this page shows: better plans in the line of its state, the page anew at the end.
(() => {
  const { run, bare } = document.currentScript.dataset;
  const events = new EventSource("/v1/schedules/" + run + "/events");
  events.addEventListener("state", (event) => {
    const line = document.querySelector(".state");
    const solving = JSON.parse(event.data).state === "SOLVING";
    if (line && solving && bare === "true") line.textContent = "SOLVING: the first plan is being made";
  });
  events.addEventListener("plan", (event) => {
    // A page without a plan shows the first one as soon as there is one.
    if (bare === "true") return location.reload();
    const plan = JSON.parse(event.data);
    const line = document.querySelector(".state");
    if (line) line.textContent = "SOLVING, best so far: " + plan.said;
  });
  events.addEventListener("end", () => {
    events.close();
    location.reload();
  });
})();
