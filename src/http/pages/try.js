// Sends a demo and goes to its run.
(() => {
  const said = document.getElementById("said");
  document.querySelectorAll("button[data-demo]").forEach((button) => {
    button.addEventListener("click", async () => {
      said.textContent = "sending";
      try {
        const body = await (await fetch("/v1/demo/" + button.dataset.demo)).text();
        const sent = await fetch("/v1/schedules", {
          method: "POST",
          headers: { "Content-Type": "application/json", Prefer: "respond-async" },
          body,
        });
        const answer = await sent.json();
        if (answer.id) location.href = "/schedules/" + answer.id;
        else said.textContent = answer.detail || answer.title;
      } catch (error) {
        said.textContent = "the service does not answer";
      }
    });
  });
})();
