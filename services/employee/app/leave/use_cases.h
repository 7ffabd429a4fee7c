// The use cases about leave over the ports that they need.
#pragma once

#include "employee/app/leave/adjust_balance.h"
#include "employee/app/leave/answer_promotion.h"
#include "employee/app/leave/apply_operation.h"
#include "employee/app/leave/deduct_leave.h"
#include "employee/app/leave/expire_leave.h"
#include "employee/app/leave/explain_leave.h"
#include "employee/app/leave/grant_compensatory_leave.h"
#include "employee/app/leave/grant_statutory_leave.h"
#include "employee/app/leave/keep_absences.h"
#include "employee/app/leave/keep_holidays.h"
#include "employee/app/leave/keep_leaves.h"
#include "employee/app/leave/keep_work_calendars.h"
#include "employee/app/leave/leave_calendar.h"
#include "employee/app/leave/leave_report.h"
#include "employee/app/leave/promote_leave.h"
#include "employee/app/leave/quote_leave.h"
#include "employee/app/leave/read_balance.h"
#include "employee/app/leave/read_holidays.h"
#include "employee/app/leave/recount_leave.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"

namespace erp::employee {

// Its parts are thread-safe.
struct LeaveUseCases {
  LeaveUseCases(const Ports& ports, const Policies& policies, HumanResources& human_resources)
      : read_balance(ports.ledger, ports.company_clock()),
        adjust_balance(ports.ledger, ports.company_clock()),
        deduct_leave(ports.ledger, ports.company_clock()),
        quote_leave(ports.ledger, ports.calendars, ports.company_clock(), policies.below_zero),
        read_holidays(ports.calendars),
        keep_holidays(ports.calendars),
        keep_work_calendars(ports.work_calendars),
        explain_leave(ports.ledger,
                      ports.people,
                      ports.quest_lists,
                      ports.promotions,
                      ports.company_clock(),
                      {ports.absences, ports.calendars, policies.statutory},
                      policies.carry),
        leave_calendar(ports.people, ports.ledger, ports.calendars, ports.company_clock()),
        leave_report(ports.people, ports.ledger, ports.company_clock()),
        keep_leaves(ports.leave_documents,
                    ports.calendars,
                    ports.organisation.lines,
                    ports.company_clock()),
        apply_operation(ports.ledger, ports.company_clock()),
        recount_leave(ports.people,
                      ports.ledger,
                      ports.notifying_ledger,
                      ports.calendars,
                      ports.company_clock()),
        expire_leave(ports.ledger, ports.promotions, ports.company_clock(), policies.carry),
        grant_statutory_leave(ports.people,
                              ports.ledger,
                              ports.notifying_ledger,
                              ports.company_clock(),
                              {ports.absences, ports.calendars, policies.statutory}),
        grant_compensatory_leave({ports.people, human_resources, ports.attendance, ports.calendars,
                                  ports.ledger, ports.notifying_ledger},
                                 ports.company_clock(),
                                 policies.compensatory),
        promote_leave(ports.people,
                      ports.ledger,
                      ports.calendars,
                      ports.promotions,
                      ports.company_clock(),
                      {ports.absences, ports.calendars,
                       policies.promotion ? policies.statutory : std::nullopt}),
        keep_absences(ports.people, ports.absences, ports.company_clock()),
        answer_promotion(ports.people, ports.promotions, ports.company_clock()) {}

  ReadBalance read_balance;
  AdjustBalance adjust_balance;
  DeductLeave deduct_leave;
  QuoteLeave quote_leave;
  ReadHolidays read_holidays;
  KeepHolidays keep_holidays;
  KeepWorkCalendars keep_work_calendars;
  ExplainLeave explain_leave;
  LeaveCalendar leave_calendar;
  LeaveReport leave_report;
  KeepLeaves keep_leaves;
  ApplyOperation apply_operation;
  RecountLeave recount_leave;
  ExpireLeave expire_leave;
  GrantStatutoryLeave grant_statutory_leave;
  GrantCompensatoryLeave grant_compensatory_leave;
  PromoteLeave promote_leave;
  KeepAbsences keep_absences;
  AnswerPromotion answer_promotion;
};

}  // namespace erp::employee
