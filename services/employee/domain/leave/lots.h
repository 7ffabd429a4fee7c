// Where the leave of one person comes from and goes to. What grants give lies in lots, each of one
// bucket and one validity; what is reserved or taken lies on dates, and every minute of it comes
// out of a lot that is valid on its date, the one that ends first before others. Pure values; the
// store holds the account's lock meanwhile.
//
// Lots and takings follow from the entries of the ledger, in their order, and from nothing else:
// a book that has followed all of them equals the one that is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "employee/domain/leave/leave_day.h"
#include "employee/domain/leave/ledger.h"

namespace erp::employee {

// Grants of the same bucket and validity together.
struct Lot {
  std::int64_t number = 0;  // of the entry that opened it, see kBeyondGrants
  Bucket bucket = Bucket::kStatutory;
  Validity validity;
  Totals totals;

  [[nodiscard]] Minutes left() const { return totals.available(); }
  friend bool operator==(const Lot&, const Lot&) = default;
};

// The number of the lot of what was taken although no grant had it: a CONSUME takes its minutes
// whatever is available, and a policy may allow a balance below 0. It is valid on every date and
// what is left of it is never above 0.
inline constexpr std::int64_t kBeyondGrants = 0;

// Minutes of a date that one source has reserved or taken, out of one lot.
struct Taking {
  std::string source;
  Date date;
  // from == to: the document says no dates, and `date` is the day of its entry; or the date was
  // canceled, and recounts had given these minutes back before.
  WorkdayPart part;
  std::int64_t lot = kBeyondGrants;
  Minutes minutes;
  bool consumed = false;

  friend bool operator==(const Taking&, const Taking&) = default;
};

class LotBook {
 public:
  LotBook() = default;
  // As stored. `takings` may be those only that matter to an operation: those of its source, and
  // those on dates from `Operation::on` or the first of its days on, whichever is earlier.
  LotBook(std::vector<Lot> lots, std::vector<Taking> takings)
      : lots_(std::move(lots)), takings_(std::move(takings)) {}

  // In no order.
  [[nodiscard]] const std::vector<Lot>& lots() const { return lots_; }
  [[nodiscard]] const std::vector<Taking>& takings() const { return takings_; }

  // The totals of the lots that are valid on that date: what every screen shows and every
  // reservation is checked against.
  [[nodiscard]] Totals On(Date date) const;

  // What is left of the lot of grants with that bucket and validity.
  [[nodiscard]] Minutes LeftOf(Bucket bucket, const Validity& validity) const;

  // Why a RESERVE cannot be placed, or nothing. `below` is how far what is taken beyond grants may
  // go below 0.
  struct Shortage {
    Date date;             // the first on which something is missing
    Minutes missing;       // on all dates together
    bool outside = false;  // no grant at all is valid on that date
  };
  [[nodiscard]] std::optional<Shortage> ShortageOf(const Operation& reserve, Minutes below) const;

  // The first date on which another source has taken a minute that is wanted, or nothing.
  [[nodiscard]] std::optional<Date> ClashOf(const Operation& reserve) const;

  // Moves on by an entry; a refused one changes nothing.
  void Follow(const Entry& entry);

 private:
  struct Demand;

  Lot& LotFor(Bucket bucket, const Validity& validity, std::int64_t number);
  Lot& LotOf(std::int64_t number);
  void TakeBack(Minutes minutes, Date on);
  std::vector<Taking> TakeReserved(const std::string& source);
  void Consume(const Operation& operation);
  void GiveBack(const Operation& cancel);
  void Add(const Taking& taking);
  void Remove(const Taking& taking);
  Minutes Place(const Demand& demand);
  void PlaceAll(const Operation& operation, bool consumed);
  void Rearrange(const Operation& operation, bool consumed);
  [[nodiscard]] std::vector<std::size_t> ByEnd(Date date) const;

  std::vector<Lot> lots_;
  std::vector<Taking> takings_;
};

}  // namespace erp::employee
