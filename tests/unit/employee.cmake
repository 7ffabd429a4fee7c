erp_test(employee_unit unit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/employee_api_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_promotion_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_attendance_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_jobs_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_views_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leaving_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_limits_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_calendars_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_day_counter_property_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_absences_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_compensatory_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_day_counter_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_dated_changes_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_domain_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_fiscal_leave_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_forecast_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_holidays_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leave_api_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_each_active_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_leaves_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_ledger_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_lots_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_minutes_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_people_file_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_quest_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_promotion_notice_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_cancellation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_day_correction_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_recount_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_organisation_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_statutory_attendance_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_statutory_leave_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_statutory_property_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_use_cases_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_working_calendar_test.cpp
          ${CMAKE_CURRENT_LIST_DIR}/employee_working_day_test.cpp
  LINKS employee_edge)
