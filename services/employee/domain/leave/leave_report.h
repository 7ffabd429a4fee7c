// What became of one person's leave up to a date, bucket by bucket (year-end or any-date report).
// Pure, thread-safe.
#pragma once

#include <vector>

#include "employee/domain/leave/ledger.h"

namespace erp::employee {

// Of one bucket since the first entry. Always: available = granted + adjusted + carried - expired -
// consumed - reserved - later.
struct BucketReport {
  Bucket bucket = Bucket::kStatutory;
  Minutes granted;   // by rules
  Minutes adjusted;  // by hand, signed; what is taken away comes out of lots of any bucket
  Minutes carried;
  Minutes expired;           // entered, and what is left of lots that are over
  Minutes expired_promoted;  // of it, after both notices of 근로기준법 61조
  Minutes consumed;
  Minutes reserved;
  Minutes later;      // left in lots that are not valid yet
  Minutes available;  // left in lots that are valid on the date

  friend bool operator==(const BucketReport&, const BucketReport&) = default;
};

// Of those buckets that the person has had anything in, in the order of Bucket. `entries`: those up
// to the date, in their order.
std::vector<BucketReport> ReportOf(const std::vector<Entry>& entries, Date on);

}  // namespace erp::employee
