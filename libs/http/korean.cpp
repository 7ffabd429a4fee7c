// What the libraries say to people, in Korean. Which words stand here follows from the English
// literals of libs/http, libs/json and libs/auth; tests/lint/check_sentences.py finds one that is
// missing.
#include <array>

#include "http/language.h"

namespace erp::http {
namespace {

constexpr auto kTable = std::to_array<Translation>({
    // Titles of statuses.
    {"Bad Request", "잘못된 요청"},
    {"Unauthorized", "인증 필요"},
    {"Forbidden", "권한 없음"},
    {"Not Found", "찾을 수 없음"},
    {"Method Not Allowed", "허용되지 않는 메서드"},
    {"Request Timeout", "요청 시간 초과"},
    {"Conflict", "현재 상태와 맞지 않음"},
    {"Precondition Failed", "전제 조건 불일치"},
    {"Content Too Large", "본문이 너무 큼"},
    {"URI Too Long", "주소가 너무 긺"},
    {"Unsupported Media Type", "지원하지 않는 형식"},
    {"Expectation Failed", "Expect를 충족할 수 없음"},
    {"Unprocessable Content", "처리할 수 없는 내용"},
    {"Upgrade Required", "프로토콜 전환 필요"},
    {"Too Many Requests", "요청이 너무 많음"},
    {"Request Header Fields Too Large", "요청 헤더가 너무 큼"},
    {"Service Unavailable", "일시적으로 사용할 수 없음"},
    {"Internal Server Error", "서버 내부 오류"},
    // What another service refused without a word.
    {"The request was refused.", "요청이 거절되었습니다."},

    // Any request.
    {"There is nothing at this path.", "이 경로에는 아무것도 없습니다."},
    {"This path has other methods.", "이 경로에서는 다른 메서드를 사용해야 합니다."},
    {"must be a positive whole number", "양의 정수여야 합니다"},
    {"must be the id of a person", "직원 번호여야 합니다"},
    {"differs from the one in the body", "본문의 값과 다릅니다"},
    {"The body must be application/json.", "본문은 application/json이어야 합니다."},
    {"The body must be application/x-www-form-urlencoded.",
     "본문은 application/x-www-form-urlencoded여야 합니다."},
    {"The media type of the body is not one that this operation takes.",
     "이 작업에서 받지 않는 형식의 본문입니다."},
    {"Something this needs is away; nothing is lost, try again.",
     "필요한 서비스가 잠시 응답하지 않습니다. 잃어버린 것은 없으니 다시 시도해 주세요."},
    {"The open tasks are being compared with the documents, because their store was restarted; "
     "nothing is lost, try again.",
     "결재 저장소가 다시 시작되어 문서와 대조하고 있습니다. 잃어버린 것은 없으니 다시 시도해 "
     "주세요."},
    {"Too much waits to be passed on; nothing is stored, try again later.",
     "전달을 기다리는 것이 너무 많습니다. 저장된 것은 없으니 나중에 다시 시도해 주세요."},
    {"Whether the open tasks here are the present ones is being verified; nothing is lost, try "
     "again.",
     "여기에 있는 결재 대기 내용이 최신인지 확인하고 있습니다. 잃어버린 것은 없으니 다시 시도해 "
     "주세요."},
    {"The decision before this one is being recorded, and the step opens in a moment; try again.",
     "앞 단계의 결정을 기록하고 있어 곧 이 단계가 열립니다. 다시 시도해 주세요."},
    {"This document cannot be decided for now: an earlier result of it has not arrived, or it is "
     "being looked into. Nothing is lost, try again later.",
     "이 문서는 앞선 결과가 아직 도착하지 않았거나 확인 중이어서 지금은 처리할 수 없습니다. "
     "잃어버린 것은 없으니 나중에 다시 시도해 주세요."},
    {"Something went wrong here; it has been logged.",
     "서버에서 문제가 발생했습니다. 내용은 기록되었습니다."},
    {"Too much is asked at once; nothing was done, try again.",
     "요청이 한꺼번에 너무 많습니다. 아무것도 처리되지 않았으니 다시 시도해 주세요."},
    {"This took too long, so it may or may not have been done. Try again: with the same "
     "Idempotency-Key nothing is done twice.",
     "처리가 너무 오래 걸려 완료 여부를 알 수 없습니다. 다시 시도해 주세요. 같은 "
     "Idempotency-Key를 쓰면 두 번 처리되지 않습니다."},
    {"The request did not arrive in time.", "요청이 제시간에 도착하지 않았습니다."},
    {"The request cannot be read.", "요청을 읽을 수 없습니다."},
    {"The address is not clean UTF-8.", "주소가 올바른 UTF-8이 아닙니다."},
    {"The body has more than {} bytes.", "본문이 {}바이트를 넘습니다."},
    {"The header has more than {} bytes.", "헤더가 {}바이트를 넘습니다."},
    {"There are more than {} header fields.", "헤더 필드가 {}개를 넘습니다."},
    {"The address is longer than 8 KiB.", "주소가 8 KiB를 넘습니다."},
    {"There must be one Host header.", "Host 헤더는 정확히 하나여야 합니다."},
    {"The header {} occurs more than once.", "{} 헤더가 두 번 이상 있습니다."},
    {"The length of the body is given more than once.", "본문 길이가 두 번 이상 주어졌습니다."},
    {"The Host header is not the name of a host.", "Host 헤더가 호스트 이름이 아닙니다."},
    {"The only Transfer-Encoding taken is chunked, with HTTP/1.1.",
     "Transfer-Encoding은 HTTP/1.1의 chunked만 받습니다."},
    {"This operation takes no body.", "이 요청은 본문을 받지 않습니다."},
    {"This method takes no body.", "이 메서드는 본문을 받지 않습니다."},
    {"Content-Length is not a whole number.", "Content-Length가 정수가 아닙니다."},
    {"Encoded bodies are not taken.", "인코딩된 본문은 받지 않습니다."},
    {"The only Expect taken is 100-continue.", "Expect는 100-continue만 받습니다."},

    // Queries and headers.
    {"The query has mistakes; see errors.", "조회 조건에 잘못이 있습니다. errors를 확인해 주세요."},
    {"is not known", "알 수 없는 항목입니다"},
    {"occurs more than once", "두 번 이상 있습니다"},
    {"must be a whole number from 1 to 200", "1 이상 200 이하의 정수여야 합니다"},
    {"is not a cursor of this list", "이 목록의 커서가 아닙니다"},
    {"The header {} {}.", "{} 헤더: {}."},
    {"must be 1 to 200 visible ASCII characters", "1~200자의 보이는 ASCII 문자여야 합니다"},
    {"must be one quoted ETag as it was given, or *",
     "받은 그대로 따옴표로 묶은 ETag 하나 또는 *여야 합니다"},

    // JSON bodies (libs/json).
    {"The body is not acceptable JSON: {}.", "본문이 올바른 JSON이 아닙니다: {}."},
    {"the key \"{}\" occurs twice in one object", "한 객체 안에 \"{}\" 키가 두 번 있습니다"},
    {"not JSON: error at byte {}", "JSON 형식이 아닙니다({}번째 바이트)"},
    {"nested deeper than {} levels", "중첩이 {}단계를 넘습니다"},
    {"it starts with a byte order mark", "바이트 순서 표시(BOM)로 시작합니다"},
    {"it contains a NUL byte", "NUL 바이트가 들어 있습니다"},
    {"The body has mistakes; see errors.", "본문에 잘못이 있습니다. errors를 확인해 주세요."},
    {"must be an object", "객체여야 합니다"},
    {"is required", "반드시 있어야 합니다"},
    {"must be a string", "문자열이어야 합니다"},
    {"must be equal to {} when both are given", "{}도 함께 보낼 때는 서로 같아야 합니다"},
    {"must have from {} to {} characters", "{}자 이상 {}자 이하여야 합니다"},
    {"must be a single line", "한 줄이어야 합니다"},
    {"must not contain {}, which changes the direction of text",
     "글의 방향을 바꾸는 문자 {}가 있으면 안 됩니다"},
    {"must not contain the control character {}", "제어 문자 {}가 있으면 안 됩니다"},
    {"must be UTF-8 with at most 30 combining marks in a row",
     "결합 문자가 30개를 넘게 이어지지 않는 UTF-8이어야 합니다"},
    {"must not be blank", "비어 있으면 안 됩니다"},
    {"must not contain NUL", "NUL 문자가 있으면 안 됩니다"},
    {"must be a whole number at least {}", "{} 이상의 정수여야 합니다"},
    {"must be a whole number from {} to {}", "{} 이상 {} 이하의 정수여야 합니다"},
    {"must be true or false", "true 또는 false여야 합니다"},
    {"must be a number", "숫자여야 합니다"},
    {"must be one of {}", "다음 중 하나여야 합니다: {}"},
    {"must be an array", "배열이어야 합니다"},
    {"must be a whole number", "정수여야 합니다"},
    {"must be a date such as 2026-12-31", "2026-12-31과 같은 날짜여야 합니다"},
    {"must be at most {}", "{} 이하여야 합니다"},
    {"must be at least {}", "{} 이상이어야 합니다"},
    {"must be less than {}", "{}보다 작아야 합니다"},
    {"must be more than {}", "{}보다 커야 합니다"},
    {"must be a multiple of {}", "{}의 배수여야 합니다"},
    {"must be a number from {} to {}", "{} 이상 {} 이하의 숫자여야 합니다"},
    {"must not have the same element twice", "같은 원소가 두 번 있으면 안 됩니다"},
    {"does not fit the form", "양식에 맞지 않습니다"},
    {"is nested deeper than {} levels", "중첩이 {}단계를 넘습니다"},
    {"has more than {} values", "값이 {}개를 넘습니다"},
    {"has more than {} bytes", "{}바이트를 넘습니다"},
    {"has a name that {}", "이름이 잘못된 항목이 있습니다: {}"},
    {"must be an array of {} to {} elements", "원소가 {}개 이상 {}개 이하인 배열이어야 합니다"},

    // Dead letters (libs/deadletters).
    {"must be partition:offset", "파티션:오프셋 형식이어야 합니다"},
    {"must come with the other one", "나머지 하나도 함께 있어야 합니다"},
    {"must not come with one place", "위치를 지정할 때는 쓸 수 없습니다"},
    {"There is no dead letter at this place.", "이 위치에는 처리하지 못한 레코드가 없습니다."},

    // Who acts (libs/auth).
    {"An access token is needed.", "액세스 토큰이 필요합니다."},
    {"The access token is not valid.", "액세스 토큰이 유효하지 않습니다."},
    {"The access token has expired.", "액세스 토큰이 만료되었습니다."},
    {"No active account here belongs to this access token.",
     "이 액세스 토큰에 해당하는 사용 가능한 계정이 없습니다."},
    {"The request names somebody else than its access token.",
     "요청한 사람이 액세스 토큰의 주인과 다릅니다."},
    {"This needs a role that you do not have.", "이 작업에 필요한 역할이 없습니다."},
    {"Only people do this, not services.", "서비스가 아니라 사람만 할 수 있습니다."},
    {"Only certain services do this.", "정해진 서비스만 할 수 있습니다."},
    {"The request does not say who acts.", "누가 하는 요청인지 알 수 없습니다."},
});

}  // namespace

std::span<const Translation> KoreanOfLibraries() { return kTable; }

}  // namespace erp::http
