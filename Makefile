# Every target uses the release profile, because HiGHS takes minutes to compile and so compiles once.
.DEFAULT_GOAL := help
.PHONY: help serve demo build test soak bench setup osrm clean-tools

CALLBOARD := target/release/callboard

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: build ## Build, then serve the engine on http://127.0.0.1:8080
	$(CALLBOARD) serve

demo: build ## Build, then plan the demo week and show the plan
	@mkdir -p out
	$(CALLBOARD) plan instances/demo/week.json --out out/demo-plan.json --seconds 10
	$(CALLBOARD) show out/demo-plan.json --date first --crew first

setup: ## Fetch the tools that HiGHS needs and that are missing here
	@bash .ci/setup

build: setup ## Build the program: target/release/callboard
	cargo build --release

test: ## Check the formatting, lint, and run all tests (what .ci/run runs)
	@bash .ci/test

soak: setup ## Kill services and workers 50 times on each store while runs come in
	CALLBOARD_KILLS=50 cargo test --release --test it -- storm:: --nocapture --test-threads 1

bench: setup ## Measure the kernels
	cargo bench --profile release --bench '*'

osrm: ## Fetch and prepare a road engine: CALLBOARD_BENCH=FOLDER, or EXTRACT=FILE.osm.pbf
	@bash .ci/osrm "$(EXTRACT)"

clean-tools: ## Remove what setup and osrm fetched into .tools/
	@bash .ci/setup --clean
