// What each request pays at the edges before any store is asked.
#include <benchmark/benchmark.h>

#include "common/clock.h"
#include "common/sha256.h"
#include "json/json.h"
#include "observe/trace.h"

namespace {

const std::string& CreateBody() {
  static const std::string kBody =
      R"({"requesterId":3,"title":"비품 구매 품의","content":"27인치 모니터 2대, 예상 금액 640,000원.",)"
      R"("steps":[{"step":1,"approverId":5},{"step":2,"approverId":9}]})";
  return kBody;
}

void ParseCreateBody(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(erp::json::Parse(CreateBody()));
}
BENCHMARK(ParseCreateBody);

void DumpCreateBody(benchmark::State& state) {
  const auto body = *erp::json::Parse(CreateBody());
  for (auto _ : state) benchmark::DoNotOptimize(erp::json::Dump(body));
}
BENCHMARK(DumpCreateBody);

void HashOneKilobyte(benchmark::State& state) {
  const std::string text(1024, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(erp::Sha256Hex(text));
}
BENCHMARK(HashOneKilobyte);

void ContinueTrace(benchmark::State& state) {
  const auto parent = erp::trace::Start().Traceparent();
  for (auto _ : state) benchmark::DoNotOptimize(erp::trace::FromHeader(parent));
}
BENCHMARK(ContinueTrace);

void FormatNow(benchmark::State& state) {
  const erp::SystemClock clock;
  for (auto _ : state) benchmark::DoNotOptimize(erp::FormatInstant(clock.Now()));
}
BENCHMARK(FormatNow);

}  // namespace
