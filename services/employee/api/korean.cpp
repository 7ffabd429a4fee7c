#include "employee/api/korean.h"

#include <array>

namespace erp::employee {
namespace {

constexpr auto kTable = std::to_array<http::Translation>({
    // Bodies and queries.
    {"must be an e-mail address", "전자우편 주소여야 합니다"},
    {"must be somebody else", "본인이 아닌 사람이어야 합니다"},
    {"must be an active employee", "재직 중인 직원이어야 합니다"},
    {"must be 1 to 100 employee ids separated by commas",
     "쉼표로 구분한 직원 번호 1~100개여야 합니다"},
    {"must be 1 to 200 characters of A-Z a-z 0-9 . _ : -",
     "A-Z a-z 0-9 . _ : - 로 된 1~200자여야 합니다"},
    {"must be from -17568000 to 17568000 and not 0",
     "0이 아닌 -17568000 이상 17568000 이하여야 합니다"},
    {"must be from 1 to 17568000", "1 이상 17568000 이하여야 합니다"},
    {"must be from -366 to 366 days and not 0", "0이 아닌 -366일 이상 366일 이하여야 합니다"},
    {"must be above 0 and at most 366 days", "0일 초과 366일 이하여야 합니다"},
    {"must be a multiple of 1/8 day from -366 to 366 days",
     "-366일 이상 366일 이하의 1/8일 단위여야 합니다"},
    {"must be a multiple of 1/8 day above 0 and at most 366 days",
     "0일 초과 366일 이하의 1/8일 단위여야 합니다"},

    {"must be 1 to 366 dates of a RESERVE", "RESERVE의 날짜 1~366개여야 합니다"},
    {"must be later than the one before it", "앞의 날짜보다 늦어야 합니다"},
    {"must take as many minutes as the operation", "합이 작업의 시간(분)과 같아야 합니다"},
    {"must be a date from 1900-01-01 to 2999-12-31, written YYYY-MM-DD",
     "1900-01-01부터 2999-12-31까지의 날짜를 YYYY-MM-DD로 써야 합니다"},
    {"The managers would form a ring: {}.", "관리자 관계가 순환합니다: {}."},
    {"is read-only and has another value now", "읽기 전용이며 지금 값이 다릅니다"},
    {"must not be null", "null이면 안 됩니다"},
    {"names nothing to change", "바꿀 항목이 없습니다"},
    {"is not one that an earlier answer gave", "앞선 응답에서 받은 값이 아닙니다"},
    // Files of holidays, working calendars, requests for leave.
    {"must be the header date,name,kind,half,source",
     "머리글이 date,name,kind,half,source여야 합니다"},
    {"must have at most {} rows", "{}행 이하여야 합니다"},
    {"has {} columns instead of {}", "열이 {}개입니다. {}개여야 합니다"},
    {"has a quote that is not closed or stands inside of a field",
     "따옴표가 닫히지 않았거나 항목 안에 있습니다"},
    {"must be public, substitute, temporary, election, labour-day or company",
     "public, substitute, temporary, election, labour-day, company 중 하나여야 합니다"},
    {"must be am, pm or empty", "am, pm이거나 비어 있어야 합니다"},
    {"occurs twice: this date and name stand in an earlier row",
     "두 번 있습니다. 같은 날짜와 이름이 앞의 행에 있습니다"},
    {"must be from 0 to 1440", "0 이상 1440 이하여야 합니다"},
    {"must have a day with work", "근무하는 요일이 있어야 합니다"},
    {"must be a day that every year has", "해마다 있는 날이어야 합니다"},
    {"must be from 1 to 1440", "1 이상 1440 이하여야 합니다"},
    {"must be from 1 to 10080", "1 이상 10080 이하여야 합니다"},
    {"must be from 1 to 4", "1 이상 4 이하여야 합니다"},
    {"must end after they begin, within 1440 minutes",
     "시작보다 늦게, 1440분 안에서 끝나야 합니다"},
    {"The leave ends before it starts.", "휴가 종료일이 시작일보다 빠릅니다."},
    {"One request takes at most {} dates.", "한 번에 {}일까지 신청할 수 있습니다."},
    {"Half days, quarters and hours are taken of one date.",
     "반차, 반반차, 시간 단위 휴가는 하루에만 쓸 수 있습니다."},
    {"The workday of {} has {} minutes.", "{}의 근무 시간은 {}분입니다."},
    {"This part of {} is a holiday: {}.", "{}의 이 시간은 휴무입니다: {}."},
    {"There is no working day in this period: nothing to take.",
     "이 기간에는 근무일이 없어 쓸 휴가가 없습니다."},
    {"Leave on {} is asked for or taken already.", "{}에는 이미 신청하거나 쓴 휴가가 있습니다."},
    // Refusals.
    {"must be a positive whole number", "양의 정수여야 합니다"},
    {"Documents under way wait for this person; name who takes over with reassignTo.",
     "이 직원을 기다리는 진행 중인 문서가 있습니다. reassignTo로 넘겨받을 사람을 지정해 주세요."},
    {"There is no such employee.", "그런 직원이 없습니다."},
    {"This person has left the company.", "퇴사한 직원입니다."},
    {"Somebody changed this employee in the meantime; read it again.",
     "그 사이에 다른 사람이 이 직원 정보를 바꾸었습니다. 다시 조회해 주세요."},
    {"This Idempotency-Key was used for another request.",
     "이 Idempotency-Key는 다른 요청에 이미 쓰였습니다."},
    {"This operation id was used for another operation.",
     "이 작업 번호는 다른 작업에 이미 쓰였습니다."},
    {"What this leave was for has been settled already.",
     "이 연차의 대상 문서는 이미 마무리되었습니다."},
    {"There is not enough leave for this.", "잔여 연차가 부족합니다."},
    {"No leave that was granted is valid on {}.", "{}에 쓸 수 있는 휴가가 없습니다."},

    // Successes.
    {"The leave balance was adjusted.", "연차를 조정했습니다."},
    {"The leave was deducted.", "연차를 차감했습니다."},
});

}  // namespace

std::span<const http::Translation> Korean() { return kTable; }

}  // namespace erp::employee
