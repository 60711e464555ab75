# Every command one types; `make` alone prints them. SWIFTFLAGS adds flags to build and test, e.g. SWIFTFLAGS="-j 2".

CHECK   = --explicit-target-dependency-import-check error
# A release starts with few libraries to load and little to relocate: Swift's library, and those of C++ and of the
# compiler that it needs, are in the program; relocations are packed (glibc 2.36), for which lld knows the format.
RELEASE = -c release --static-swift-stdlib -Xlinker -s -Xlinker -L$(CURDIR)/$(ARCHIVES) -Xswiftc -use-ld=lld \
	-Xlinker -z -Xlinker pack-relative-relocs -Xswiftc -Xclang-linker -Xswiftc -static-libgcc $(CHECK) $(SWIFTFLAGS)
# Holds the archive of the C++ library and no shared one, so that the linker takes that; and a description of gumbo that
# names its archive: most of a crawl's time goes there, and called directly it is an eighth faster.
ARCHIVES = build/archives
PKG_CONFIG = PKG_CONFIG_PATH="$(CURDIR)/$(ARCHIVES)$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}"
SWIFT_SOURCES = Package.swift Sources Tests handlers

# Where `make install` puts things; DESTDIR is a folder in which a package is put together.
PREFIX  = /usr/local
DESTDIR =

SHELL = /bin/bash
.SHELLFLAGS = -eu -o pipefail -c

.PHONY: help deps build run beat test fuzz verify lint format demo bench install uninstall clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: ## install with apt what is missing (libraries, nginx)
	@infra/deps

build: deps ## compile for release and stage devseo in build/bin, the handlers in build/handlers
	@mkdir -p $(ARCHIVES)
	@ln -sf "$$(clang -print-file-name=libstdc++.a)" $(ARCHIVES)/
	@if [ -e "$$(clang -print-file-name=libgumbo.a)" ]; then \
	  printf 'Name: gumbo\nDescription: HTML5 parser\nVersion: %s\nLibs: -l:libgumbo.a\n' \
	    "$$(pkg-config --modversion gumbo)" > $(ARCHIVES)/gumbo.pc; \
	fi
	$(PKG_CONFIG) swift build $(RELEASE)
	@infra/stage "$$($(PKG_CONFIG) swift build $(RELEASE) --show-bin-path)"

run: build ## start a dispatcher with the settings of .env, by default on redis://localhost:6379/0
	@infra/run

beat: build ## start one that sends what schedules want sent as well; beside `make run` or alone
	@infra/run -n beat@%h --beat

test: ## compile for debugging and run the tests
	@infra/deps celery
	swift build --build-tests $(CHECK) $(SWIFTFLAGS)
	@# Some tests are given megabytes; the log shows how such a line begins. What failed is said once more at its end.
	@mkdir -p build
	swift test --disable-xctest $(CHECK) $(SWIFTFLAGS) 2>&1 | LC_ALL=C cut -c 1-300 | tee build/test.log \
	  || { infra/failures build/test.log; exit 1; }

fuzz: deps ## feed accidents to what reads others' files, each target FUZZ_SECONDS=60
	DEVSEO_FUZZ=1 swift build -c release --product fuzz --scratch-path .build-fuzz --sanitize fuzzer \
	  -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing $(SWIFTFLAGS)
	@infra/fuzz .build-fuzz/release/fuzz

verify: build ## the longer proofs, one line of figures each
	@infra/deps bench
	@failed=0; for proof in infra/verify/*; do "$$proof" || failed=1; done; exit $$failed

lint: ## check the format, the layers between targets and the rules about files
	swift format lint --strict -r -p $(SWIFT_SOURCES)
	@infra/lint/layers --self-test
	@infra/lint/layers
	@infra/lint/files --self-test
	@infra/lint/files
	@infra/lint/settings --self-test
	@infra/lint/settings

format: ## format every Swift file in place
	swift format -i -r -p $(SWIFT_SOURCES)

demo: build ## crawl the demo site and compare what is found with what is planted
	@infra/demo/run

bench: build ## measure start-up, crawl and queue against Python, sh, Scrapy, wget and Celery
	@infra/deps bench
	@infra/bench/run

# Built as oneself, installed with sudo: only what was never built is built first.
build/bin/dispatcher:
	@$(MAKE) --no-print-directory build

install: build/bin/dispatcher ## install below PREFIX=/usr/local: programs, handlers, systemd unit, documents
	@infra/install --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

uninstall: ## remove what `make install` has put there
	@infra/install --uninstall --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

clean: ## remove everything that was built
	rm -rf .build .build-* build
