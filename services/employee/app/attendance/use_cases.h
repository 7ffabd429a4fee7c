// The use cases about attendance over the ports that they need.
#pragma once

#include "employee/app/attendance/check_in.h"
#include "employee/app/attendance/check_out.h"
#include "employee/app/attendance/close_forgotten.h"
#include "employee/app/attendance/close_forgotten_job.h"
#include "employee/app/attendance/correct_day.h"
#include "employee/app/attendance/correct_record.h"
#include "employee/app/attendance/month_sheet.h"
#include "employee/app/attendance/read_attendance.h"
#include "employee/app/policies.h"
#include "employee/app/ports.h"

namespace erp::employee {

// Its parts are thread-safe.
struct AttendanceUseCases {
  AttendanceUseCases(const Ports& ports, const Policies& policies)
      : check_in(ports.attendance, ports.company_clock(), policies.attendance),
        check_out(ports.attendance, ports.company_clock(), policies.attendance.check_out_window),
        read_attendance(ports.attendance),
        close_forgotten(
            ports.attendance, ports.company_clock(), policies.attendance.check_out_window),
        correct_record(ports.attendance, ports.company_clock(), policies.attendance),
        correct_day(ports.attendance, ports.company_clock(), policies.attendance),
        month_sheet(
            ports.people, ports.attendance, ports.days, ports.company_clock(), policies.attendance),
        close_forgotten_job(close_forgotten) {}

  // The jobs refer to use cases.
  AttendanceUseCases(const AttendanceUseCases&) = delete;
  AttendanceUseCases& operator=(const AttendanceUseCases&) = delete;

  CheckIn check_in;
  CheckOut check_out;
  ReadAttendance read_attendance;
  CloseForgotten close_forgotten;
  CorrectRecord correct_record;
  CorrectDay correct_day;
  MonthSheet month_sheet;
  CloseForgottenJob close_forgotten_job;
};

}  // namespace erp::employee
