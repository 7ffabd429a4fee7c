// Pure pieces that every request or event goes through.
#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "auth/issuer_keys.h"
#include "auth/key_set.h"
#include "auth/rsa_key.h"
#include "auth/token_text.h"
#include "auth/token_verifier.h"
#include "common/clock.h"
#include "common/sha256.h"
#include "json/object_reader.h"
#include "observe/trace.h"

namespace erp {
namespace {

std::string CreateBody() {
  std::string content;
  while (content.size() < 600) content += "부하 시험용 문서 본문입니다. ";
  return R"({"requesterId":7,"title":"테스트 장비 구매","content":")" + content +
         R"(","steps":[{"step":1,"approverId":3},{"step":2,"approverId":9}]})";
}

void ParseCreateBody(benchmark::State& state) {
  const std::string body = CreateBody();
  for (auto _ : state) benchmark::DoNotOptimize(json::Parse(body));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * body.size()));
}
BENCHMARK(ParseCreateBody);

void ReadCreateBody(benchmark::State& state) {
  const auto body = json::Parse(CreateBody());
  for (auto _ : state) {
    json::ObjectReader reader(*body);
    benchmark::DoNotOptimize(reader.Id<EmployeeId>("requesterId"));
    benchmark::DoNotOptimize(reader.Text("title", {.min = 1, .max = 200}));
    benchmark::DoNotOptimize(reader.Text("content", {.min = 1, .max = 10000}));
    for (const auto& step : *reader.Array("steps", 1, 20)) {
      json::ObjectReader nested(step);
      benchmark::DoNotOptimize(nested.Integer("step", 1, 20));
      benchmark::DoNotOptimize(nested.Id<EmployeeId>("approverId"));
      reader.Absorb(nested);
    }
    benchmark::DoNotOptimize(reader.Finish());
  }
}
BENCHMARK(ReadCreateBody);

void HashContent(benchmark::State& state) {
  const std::string content(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(Sha256Hex(content));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(HashContent)->Arg(64)->Arg(1024)->Arg(16384);

void ContinueTrace(benchmark::State& state) {
  const std::string traceparent = trace::Start().Traceparent();
  for (auto _ : state) {
    const trace::Scope scope(trace::FromHeader(traceparent));
    benchmark::DoNotOptimize(trace::CurrentTraceparent());
  }
}
BENCHMARK(ContinueTrace);

// What every request with an access token pays: a good one, and one whose signature is not.
void VerifyToken(benchmark::State& state) {
  constexpr const char* kIssuer = "https://issuer.test";
  const auto key = auth::RsaPrivateKey::Generate(2048);
  const std::string keys = R"({"keys":[)" + auth::PrintKey("k1", key) + "]}";
  metrics::Registry registry;
  const SystemClock clock;
  auth::IssuerKeys issuer(
      {.issuer = kIssuer, .keys_url = "keys"}, [&](const std::string&) { return keys; }, registry);
  const auth::TokenVerifier verifier({{&issuer, {"erp"}}}, clock, registry);
  const auto now = clock.Now();
  auto token = auth::WriteToken({.issuer = kIssuer,
                                 .subject = "0123456789abcdef0123456789abcdef",
                                 .audience = "erp",
                                 .client = "web",
                                 .id = "0123456789abcdef",
                                 .issued = now,
                                 .expires = now + std::chrono::hours(1)},
                                "k1", key);
  const bool good = state.range(0) != 0;
  if (!good) token[token.rfind('.') + 10] ^= 1;
  for (auto _ : state) {
    const auto verified = verifier.Verify(token);
    if (verified.ok() != good) state.SkipWithError("the token is not what it should be");
  }
}
BENCHMARK(VerifyToken)->ArgName("good")->Arg(1)->Arg(0);

}  // namespace
}  // namespace erp
