// docs/rights.md says what the table of rights says.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "approval-request/domain/rights.h"
#include "support/environment.h"

namespace erp::approval_request {
namespace {

std::string Words(Relation relation) {
  switch (relation) {
    case Relation::kDrafter:
      return "drafter (기안자)";
    case Relation::kLine:
      return "line (결재선)";
    case Relation::kHumanResources:
      return "human resources (인사 담당)";
    case Relation::kAuditor:
      return "auditor (감사)";
    case Relation::kTrusted:
      return "administrator (관리자), service";
  }
  return "";
}

std::string Words(const Right& right) {
  switch (right.condition) {
    case Condition::kAlways:
      return "always";
    case Condition::kSubmitted:
      return "it is no draft";
    case Condition::kLeaveOrAttendance:
      return "it is no draft, and about leave or attendance";
    case Condition::kEditable:
    case Condition::kSubmittable:
      return "it is a draft, recalled or returned";
    case Condition::kDeletable:
      return "it is a draft that never was under way";
    case Condition::kRecallable:
      return "it is under way and nobody has decided";
    case Condition::kTheirTurn:
      return "it is their turn";
    case Condition::kLeaveCancelable:
      return right.relation == Relation::kDrafter
                 ? "its approved leave has not begun"
                 : "its approved leave has not begun, or is not over and somebody else's";
  }
  return "";
}

TEST(RightsPage, HasTheWholeTableAndNothingElse) {
  std::string table = "| Operation | Who | When |\n|---|---|---|\n";
  for (const auto& right : kRights) {
    table.append("| `").append(Word(right.verb)).append("` | ");
    table.append(Words(right.relation)).append(" | ").append(Words(right)).append(" |\n");
  }
  const auto page = erp::test::ReadFile(erp::test::SourceDir() / "docs/rights.md");
  EXPECT_NE(page.find(table + "\n"), std::string::npos) << table;
}

}  // namespace
}  // namespace erp::approval_request
