#include "employee/store/leave/opening_grants.h"

#include "employee/domain/leave/lots.h"
#include "employee/store/leave/ledger_table.h"
#include "employee/store/leave/lot_tables.h"
#include "employee/store/many_rows.h"

namespace erp::employee {
namespace {

Operation OpeningOf(EmployeeId id, Minutes opening, Moment now) {
  Operation operation;
  operation.id = "opening:" + id.str();
  operation.kind = EntryKind::kGrant;
  operation.minutes = opening;
  operation.source = "opening";
  operation.at = now.at;
  operation.on = now.on;
  return operation;
}

void InsertAccounts(mysql::Session& session,
                    const std::vector<EmployeeId>& ids,
                    const std::vector<Entry>& entries) {
  ManyRows rows(session,
                "INSERT INTO leave_accounts (employee_id, entries, lots_upto, granted_minutes, "
                "balance_minutes) VALUES ",
                "(?, 1, 1, ?, ?)");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto& change = entries[i].change;
    rows.Add({ids[i].value(), change.granted.count(), change.available().count()});
  }
  rows.Finish();
}

}  // namespace

std::vector<Entry> OpenAccounts(mysql::Session& session,
                                const std::vector<EmployeeId>& ids,
                                Minutes opening,
                                Moment now) {
  std::vector<Entry> entries;
  std::vector<mysql::Values> opened;
  for (const auto id : ids) {
    Account account;
    SourceState source;
    LotBook book;
    entries.push_back(account.Post(OpeningOf(id, opening, now), source, book));
    for (const auto& lot : book.lots()) opened.push_back(LotValues(id, lot));
  }
  InsertAccounts(session, ids, entries);
  ManyRows ledger(session, kInsertEntries, kEntryPlaces);
  for (std::size_t i = 0; i < ids.size(); ++i) ledger.Add(EntryValues(ids[i], entries[i]));
  ledger.Finish();
  ManyRows lots(session, kInsertLots, kLotPlaces);
  for (const auto& lot : opened) lots.Add(lot);
  lots.Finish();
  return entries;
}

}  // namespace erp::employee
