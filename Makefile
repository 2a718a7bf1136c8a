# The two that matter: `make run` and `make test`. Both do their own set-up.

SHELL := /bin/bash
TIMEOUT ?= 25m
FUZZTIME ?= 1m
DATA ?= data
ARGS ?=

.PHONY: run build test check prove promises fuzz bench setup generate clean

run: build ## Serve the demo on http://localhost:8080
	bin/candour demo --addr localhost:8080 --data $(DATA) $(ARGS)

build: ## Leave bin/candour, with the stylesheets and fonts it carries
	@scripts/setup.sh assets
	go build -o bin/candour ./cmd/candour

setup: ## Install what the tests need
	@scripts/setup.sh tests

test: setup ## Run everything, on both databases and in a real browser
	@scripts/check.sh format
	go run ./internal/promise/report -timeout $(TIMEOUT) ./...
	go run ./internal/promise/prove -sample

check: ## gofmt, vet, staticcheck, import rules, generated files clean
	@scripts/setup.sh assets
	@scripts/check.sh format vet staticcheck house generated

prove: setup ## The same tests at large counts, every fuzzer, every clause broken in turn
	CANDOUR_PROVE=1 go run ./internal/promise/report -count=1 -timeout 3h ./...
	scripts/fuzz.sh $(FUZZTIME)
	go run ./internal/promise/prove

promises: build ## Print which promises are kept
	@test -f .cache/promises.json || $(MAKE) test
	@bin/candour promises

fuzz: ## Run every fuzzer for FUZZTIME
	scripts/fuzz.sh $(FUZZTIME)

bench: build ## Print the figures, with the machine's load
	scripts/bench.sh $(ARGS)

generate: ## Write again what is generated from templates
	go tool templ generate

clean: ## Remove what was built, not the data
	rm -rf bin .cache node_modules
	find internal/web/assets/dist -mindepth 1 ! -name .keep -delete
