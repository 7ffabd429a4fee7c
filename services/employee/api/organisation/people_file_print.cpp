#include "employee/api/organisation/people_file_print.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "json/json.h"

namespace erp::employee {
namespace {

constexpr std::size_t kShownProblems = 100;
constexpr std::size_t kAtOnce = 100;  // problems that are printed together

// Of texts that are made one after the other.
class Pieces : public http::ByteSource {
 public:
  std::size_t Read(std::span<char> into) override {
    if (at_ == piece_.size()) {
      piece_ = Next();
      at_ = 0;
    }
    const auto size = std::min(into.size(), piece_.size() - at_);
    std::memcpy(into.data(), piece_.data() + at_, size);
    at_ += size;
    return size;
  }

 protected:
  // Empty after the last one.
  virtual std::string Next() = 0;

 private:
  std::string piece_;
  std::size_t at_ = 0;
};

class ExportPieces final : public Pieces {
 public:
  explicit ExportPieces(PeopleExport people) : people_(std::move(people)) {}

 private:
  std::string Next() override { return people_.Next(); }

  PeopleExport people_;
};

class ImportPieces final : public Pieces {
 public:
  ImportPieces(ImportOutcome outcome, http::Language language)
      : outcome_(std::move(outcome)), language_(language) {}

 private:
  std::string Next() override {
    if (done_) return {};
    std::string text;
    const auto& problems = outcome_.plan.problems;
    if (next_ == 0) text = Head();
    const auto end = std::min(next_ + kAtOnce, problems.size());
    for (; next_ < end; ++next_) {
      if (next_ > 0) text += ',';
      text += json::Dump({{"row", problems[next_].row},
                          {"column", Name(problems[next_].column)},
                          {"code", Code(problems[next_].kind)},
                          {"message", http::Localized(Sentence(problems[next_]), language_)}});
    }
    if (next_ == problems.size()) {
      done_ = true;
      text += "]}";
    }
    return text;
  }

  // All but the list of problems, which is left open.
  [[nodiscard]] std::string Head() const {
    const auto& plan = outcome_.plan;
    auto text = json::Dump({{"dryRun", outcome_.dry_run},
                            {"rows", outcome_.rows},
                            {"hired", plan.hired},
                            {"changed", plan.changed},
                            {"unchanged", plan.unchanged},
                            {"left", plan.left},
                            {"newDepartments", plan.new_departments},
                            {"newPositions", plan.new_positions},
                            {"problemCount", plan.problems.size()}});
    text.pop_back();
    return text += ",\"problems\":[";
  }

  const ImportOutcome outcome_;
  const http::Language language_;
  std::size_t next_ = 0;
  bool done_ = false;
};

}  // namespace

std::shared_ptr<http::ByteSource> PrintImport(ImportOutcome outcome, http::Language language) {
  return std::make_shared<ImportPieces>(std::move(outcome), language);
}

Error ImportRefused(const ImportPlan& plan) {
  Error error{ErrorCode::kInvalid, "import-refused",
              "The file has problems, so nothing was changed; a dry run lists all of them."};
  for (const auto& problem : plan.problems) {
    if (error.fields.size() == kShownProblems) break;
    std::string place("/");
    place.append(std::to_string(problem.row)).append("/").append(Name(problem.column));
    error.fields.push_back({std::move(place), Sentence(problem)});
  }
  error.extras.emplace_back("problemCount", static_cast<std::int64_t>(plan.problems.size()));
  return error;
}

std::shared_ptr<http::ByteSource> PrintExport(PeopleExport people) {
  return std::make_shared<ExportPieces>(std::move(people));
}

}  // namespace erp::employee
