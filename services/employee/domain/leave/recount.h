// What a later change of a calendar makes of leave that was taken: the dates of it are counted
// again, and the difference is entered as ADJUST lines. What was counted stays as it is (domain
// invariant G6). Pure, thread-safe.
//
// Only leave that was approved is counted again: what is reserved may still be given back as a
// whole. Dates from the day of the recount on are counted by the calendar of now. Of earlier ones
// only what a holiday covers now is given back: which week somebody worked then is not kept. A
// part of a day stays the same minutes of the day; leave of several dates is of whole days, also
// on those of its dates that took nothing then. Dates that were canceled are counted no more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/domain/leave/due_entries.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/leave/working_calendar.h"

namespace erp::employee {

// The minutes that a date of leave takes by the calendar of now; nothing: those that are booked.
// `whole`: of a whole day. `part`: as it was counted, from == to when it took nothing.
std::optional<Minutes> CountedAgain(
    const WorkdayPart& part, bool whole, Date date, Date today, const WorkingCalendar& calendar);

// The differences of one source.
struct Recount {
  std::string source;                 // of the leave
  std::vector<Date> dates;            // in their order
  std::vector<Operation> operations;  // to be posted together, each for one date and lot
  Minutes given;                      // of all; below 0: taken
};

// The source of what recounts of leave enter: "recount:{source}".
std::string RecountSourceOf(const std::string& source);
// The date that an operation of a recount is about; nothing for other operations.
std::optional<Date> RecountedDate(const Operation& operation);

// After these entries of a person, in the order of the sources. An operation has the source
// "recount:{source}" and the id "recount:{source}:{date}:{version}:{n}"; it gives to the lot, or
// takes from the one, that the date was taken from. What a refused one could not take is tried
// again with another version of the calendar only.
std::vector<Recount> RecountsOf(const std::vector<Entry>& entries,
                                const WorkingCalendar& calendar,
                                const EntryTime& now);

}  // namespace erp::employee
