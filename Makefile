# `make help` lists everything. The work is done in deploy/local, tests and bench.

PORT_OFFSET ?= 0
seed ?= 1
yes ?=
replicas ?=
rounds ?= 1000
minutes ?= 10
keep ?=
user ?=
s ?=
JOBS ?= $(shell nproc)
comma := ,

# Of `make test`: which tests, and with which sanitizer.
only ?=
match ?=
SANITIZE ?=

BUILD := build$(if $(SANITIZE),/$(SANITIZE))
# Without system tests, whose deadlines are those of daemons at full speed.
LAYERS = $(or $(only),$(if $(SANITIZE),unit contract component))
STACK := deploy/local/stack
DAEMONS := employee approval-request approval-processing notification
CXX_FILES = git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cpp'

.DEFAULT_GOAL := help
.PHONY: help install build up down reset restart status logs trace demo token watch contracts docs test soak \
  fuzz mutate bench fmt lint tidy

help: ## this list
	@echo "make <target> [VARIABLE=value ...]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PORT_OFFSET=N moves every port by N, those of make test too: 55, 110 and 165 are free"
	@echo "    beside the tests of another checkout; JOBS=N compiles N files at a time"

install: ## install what is missing on this machine (Debian 12), saying what
	@deploy/local/install

build: install ## build everything (Release, into build/)
	@$(MAKE) --no-print-directory ninja TARGETS=all

# One build at a time in one folder; configured once, ninja looks after changes.
.PHONY: ninja
ninja:
	@mkdir -p .local
	@flock .local/build.lock sh -c '{ [ -f $(BUILD)/build.ninja ] || \
	  cmake -S . -B $(BUILD) -G Ninja $(if $(SANITIZE),-DCMAKE_BUILD_TYPE=RelWithDebInfo \
	  -DERP_SANITIZE=$(if $(filter address,$(SANITIZE)),address$(comma)undefined,$(SANITIZE))); } && ninja -C $(BUILD) -j $(JOBS) $(TARGETS)' \
	  || { echo "error: the build failed, see above" >&2; exit 1; }

up: install ## install, build, start all; seed=0: empty stores; replicas=1..4: processes of each daemon; tls=1: gateway and engines by TLS
	@$(MAKE) --no-print-directory ninja TARGETS="$(DAEMONS) employee_demo"
	@$(STACK) up --port-offset $(PORT_OFFSET) --seed $(seed) \
	  $(if $(replicas),--replicas $(replicas)) $(if $(tls),--tls $(tls))

down: ## stop everything that `up` started; data stays
	@$(STACK) down

reset: ## stop everything and wipe the data; asks first, yes=1 does not
	@$(STACK) reset $(if $(filter 1,$(yes)),--yes)

restart: ## restart every replica of every daemon in turn, while the others serve
	@$(STACK) restart-rolling

status: ## name, port, pid, ready or not, restarts, uptime, memory
	@$(STACK) status || [ $$? -eq 3 ]

logs: ## follow the daemons' logs; s=NAME another program's, level=warn what is loud enough
	@$(STACK) logs $(if $(level),--level $(level)) $(s)

trace: ## one request's way through all daemons, by the traceId of its answer; id=TRACE_ID
	@$(STACK) trace $(id)

demo: ## walk one document through the running system
	@$(STACK) demo

token: ## print an access token; user=NAME or a person's number, admin when it is not given
	@$(STACK) token $(or $(user),admin)

watch: ## print one person's notifications as they come; user=ID
	@$(STACK) watch $(user)

contracts: ## clients' files from proto/http into build/contracts: bundled, OpenAPI 3.0.3, TypeScript
	@deploy/local/install --tests
	@proto/generate $(BUILD)/contracts

docs: install ## what is made of others: docs/configuration.md, the gateway's pages of docs/errors
	@$(MAKE) --no-print-directory ninja TARGETS="$(DAEMONS)"
	@docs/generate

test: ## every test, on engines of its own beside a running `up`, and mutants of the lines that changed; only=unit|contract|component|system, match=REGEX, SANITIZE=address|thread
	@$(if $(filter-out address thread,$(SANITIZE)),echo "error: SANITIZE=address or thread" >&2; exit 1)
	@deploy/local/install --tests --lint
	@$(MAKE) --no-print-directory ninja TARGETS=all
	@tests/run --build $(BUILD) --port-offset $$((10000 - $(PORT_OFFSET) % 1000)) \
	  $(foreach layer,$(LAYERS),--only $(layer)) $(if $(match),--match '$(match)')

soak: ## fifty mixed operations on one person's leave at once, rounds=1000, on a database of its own
	@deploy/local/install --tests
	@$(MAKE) --no-print-directory ninja TARGETS=employee_contract
	@tests/soak --build $(BUILD) --rounds $(rounds) --seed $(seed)

fuzz: ## look for input that breaks a parser or the HTTP server, with libFuzzer; minutes=10 each, only=events|http|jwt|stomp, keep=1
	@deploy/local/install --fuzz
	@tests/fuzz/run --minutes $(minutes) --jobs $(JOBS) $(foreach name,$(only),--only $(name)) \
	  $(if $(filter 1,$(keep)),--keep)

mutate: install ## change the product in one place at a time; do the unit tests notice, with layers=all those with engines? path=, sample=N, seed=N, changed=1, since=REF
	@$(if $(layers),deploy/local/install --tests)
	@tests/mutation/mutate --jobs $(JOBS) --seed $(seed) $(if $(path),--path $(path)) \
	  $(if $(sample),--sample $(sample)) $(if $(filter 1,$(changed)),--changed) \
	  $(if $(since),--since $(since)) $(if $(layers),--layers $(layers) \
	  --port-offset $$((10000 - $(PORT_OFFSET) % 1000)))

tidy: ## clang-tidy and thread-safety analysis of C++ files that differ from main; since=REF, all=1 every file, most=N files
	@deploy/local/install --lint
	@$(MAKE) --no-print-directory ninja TARGETS="$(DAEMONS)"
	@/usr/bin/python3 tests/lint/tidy.py --build $(BUILD) --jobs $(JOBS) $(if $(since),--since $(since)) \
	  $(if $(filter 1,$(all)),--all) $(if $(most),--most $(most))

bench: install ## load a system of its own and print latencies
	@$(MAKE) --no-print-directory ninja TARGETS=all
	@bench/run

fmt: ## format every C++ file
	@deploy/local/install --lint
	@$(CXX_FILES) | xargs -0 -r clang-format -i

lint: ## formatting, includes, services, sentences, documents, problems, commits, Python, shell, secrets, gateway
	@deploy/local/install --lint
	@$(CXX_FILES) | xargs -0 -r clang-format --dry-run -Werror
	@/usr/bin/python3 tests/lint/check_modules.py
	@/usr/bin/python3 tests/lint/check_services.py
	@/usr/bin/python3 tests/lint/check_sentences.py
	@/usr/bin/python3 tests/lint/check_documents.py
	@/usr/bin/python3 tests/lint/check_problems.py
	@/usr/bin/python3 tests/lint/check_commits.py
	@/usr/bin/python3 tests/lint/check_scripts.py
	@/usr/bin/python3 tests/lint/check_secrets.py
	@$(STACK) check-gateway
