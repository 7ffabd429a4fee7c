#include "employee/domain/leave/statutory_entries.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "employee/domain/leave/lots.h"

namespace erp::employee {
namespace {

constexpr const char* kReason = "입사일·휴직·결근 정정에 따른 재산정 (근로기준법 60조)";

std::string PrefixOf(EmployeeId employee) {
  return std::string("statutory:").append(employee.str()).append(":");
}

bool Overlap(const Validity& a, const Validity& b) {
  return (!a.to || !b.from || *b.from <= *a.to) && (!b.to || !a.from || *a.from <= *b.to);
}

// Statutory leave of one validity.
struct Share {
  Validity validity;
  Minutes due;
  Minutes given;
  Minutes left;   // of its lot
  Minutes spent;  // given too much, and used

  [[nodiscard]] bool EndedBefore(Date on) const { return validity.to && *validity.to < on; }
};

class Comparison {
 public:
  Comparison(const StatutoryFacts& facts, const EntryTime& now)
      : facts_(facts), now_(now), prefix_(PrefixOf(facts.employee)) {
    for (const auto& entry : facts.entries) {
      const auto& operation = entry.operation;
      known_.insert(operation.id);
      if (!entry.applied() || !operation.id.starts_with(prefix_)) continue;
      auto& share = ShareOf(operation.validity);
      share.given = share.given + operation.minutes;
    }
    for (const auto& grant : facts.grants) {
      if (grant.on > facts.on) continue;
      auto& share = ShareOf({grant.valid_from, grant.valid_to});
      share.due = share.due + grant.minutes;
    }
  }

  // Not those that were entered for the same days under another name.
  std::vector<Operation> Grants() {
    std::vector<Operation> operations;
    for (const auto& grant : facts_.grants) {
      auto operation = OperationOfGrant(facts_.employee, grant, now_);
      if (grant.on > facts_.on || grant.valid_to < facts_.on || known_.contains(operation.id)) {
        continue;
      }
      auto& share = ShareOf(operation.validity);
      if (share.due - share.given < operation.minutes) continue;
      share.given = share.given + operation.minutes;
      operations.push_back(std::move(operation));
    }
    return operations;
  }

  std::vector<Operation> Corrections() {
    const bool right = std::all_of(shares_.begin(), shares_.end(), [this](const Share& share) {
      return share.EndedBefore(facts_.on) || share.due == share.given;
    });
    if (right || known_.contains(SourceOfCorrections() + ":0")) return {};
    std::sort(shares_.begin(), shares_.end(), [](const Share& a, const Share& b) {
      return std::tie(a.validity.from, a.validity.to) < std::tie(b.validity.from, b.validity.to);
    });
    LookAtLots();
    TakeBack();
    Give();
    return std::move(corrections_);
  }

 private:
  Share& ShareOf(const Validity& validity) {
    const auto found = std::find_if(shares_.begin(), shares_.end(),
                                    [&](const Share& share) { return share.validity == validity; });
    if (found != shares_.end()) return *found;
    return shares_.emplace_back(Share{validity, {}, {}, {}, {}});
  }

  [[nodiscard]] std::string SourceOfCorrections() const {
    return prefix_ + "corrected:" + FormatDate(facts_.on);
  }

  void LookAtLots() {
    LotBook book;
    for (const auto& entry : facts_.entries) book.Follow(entry);
    for (const auto& lot : book.lots()) {
      if (lot.number == kBeyondGrants || lot.bucket != Bucket::kStatutory) continue;
      for (auto& share : shares_) {
        if (share.validity != lot.validity) continue;
        share.left = lot.left();
        const Minutes used = lot.totals.consumed + lot.totals.reserved;
        share.spent = std::clamp(share.given - share.due, Minutes(), used);
      }
    }
  }

  void TakeBack() {
    for (auto& share : shares_) {
      const Minutes taken = std::min(share.given - share.due, share.left);
      if (share.EndedBefore(facts_.on) || taken <= Minutes()) continue;
      share.spent = std::min(share.spent, share.given - taken - share.due);
      Correct(share.validity, -taken);
    }
  }

  // What is used counts once: also of what has ended since it was counted there.
  void Give() {
    for (const auto& share : shares_) {
      Minutes missing = std::max(share.due - share.given, Minutes());
      for (auto& other : shares_) {
        if (!Overlap(share.validity, other.validity)) continue;
        const Minutes counted = std::min(missing, other.spent);
        other.spent = other.spent - counted;
        missing = missing - counted;
      }
      if (share.EndedBefore(facts_.on) || missing == Minutes()) continue;
      Correct(share.validity, missing);
    }
  }

  void Correct(const Validity& validity, Minutes minutes) {
    const auto source = SourceOfCorrections();
    corrections_.push_back({.id = source + ":" + std::to_string(corrections_.size()),
                            .kind = EntryKind::kAdjust,
                            .minutes = minutes,
                            .source = source,
                            .reason = kReason,
                            .at = now_.at,
                            .on = now_.on,
                            .validity = validity});
  }

  const StatutoryFacts& facts_;
  const EntryTime& now_;
  const std::string prefix_;
  std::set<std::string> known_;
  std::vector<Share> shares_;
  std::vector<Operation> corrections_;
};

}  // namespace

StatutoryEntries StatutoryEntriesOf(const StatutoryFacts& facts, const EntryTime& now) {
  Comparison comparison(facts, now);
  StatutoryEntries entries;
  entries.grants = comparison.Grants();
  entries.corrections = comparison.Corrections();
  return entries;
}

}  // namespace erp::employee
