#include "employee/api/organisation/people_file_routes.h"

#include <array>
#include <string>
#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/organisation/people_file_print.h"
#include "employee/api/organisation/query.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::uint64_t kLargestFile = 20'000'000;
// An import of 100,000 people takes less than one; then the client is told that it is late.
constexpr std::chrono::minutes kLongestImport{3};

std::string ReadAll(http::ByteSource& source) {
  std::string text;
  std::array<char, 65536> piece{};
  while (const auto size = source.Read(piece)) text.append(piece.data(), size);
  return text;
}

http::Response Import(UseCases& app, const http::Call& call) {
  const auto dry_run = ReadFlag(call, "dryRun", true);
  if (!dry_run) return http::Problem(dry_run.error());
  const auto missing = call.query("missing").value_or("refuse");
  if (missing != "refuse" && missing != "create") {
    return http::Problem(InvalidQuery("missing", "must be refuse or create"));
  }
  auto& body = call.streamed_body();
  const auto read = [&] { return ReadAll(body); };
  // Behind the end of the body nothing comes, but that nobody waits any more does.
  const auto alive = [&] {
    char none = 0;
    (void)body.Read({&none, 1});
  };
  auto outcome =
      app.import_people.Run(read, {*dry_run, missing == "create", call.caller.person}, alive);
  if (!outcome) return http::Problem(outcome.error());
  if (!outcome->dry_run && !outcome->plan.problems.empty()) {
    return http::Problem(ImportRefused(outcome->plan));
  }
  http::Response response;
  response.source = PrintImport(*std::move(outcome), http::CurrentLanguage());
  return response;
}

http::Response Export(UseCases& app, const http::Call& call) {
  const auto include_inactive = ReadFlag(call, "includeInactive", false);
  if (!include_inactive) return http::Problem(include_inactive.error());
  http::Response response{200, "", "text/csv; charset=utf-8"};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"people.csv\"");
  response.source = PrintExport(app.export_people.Run(*include_inactive));
  return response;
}

}  // namespace

void AddPeopleFileRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "POST",
              .pattern = "/employees/import",
              .access = ByHumanResources(),
              .query = {"dryRun", "missing"},
              .body = http::Body::kStreamed,
              .upload = {.media_types = {"text/csv"}, .max_bytes = kLargestFile},
              .streams_answer = true,
              .answer_within = kLongestImport},
             http::On(app, Import));
  router.Add({.method = "GET",
              .pattern = "/employees/export",
              .access = auth::Access::Role(auth::kHumanResources),
              .query = {"includeInactive"},
              .streams_answer = true},
             http::On(app, Export));
}

}  // namespace erp::employee
