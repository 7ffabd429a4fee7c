#include "demo/company.h"

namespace erp::demo {

const std::vector<Person>& People() {
  static const std::vector<Person> people = {
      {"dev-head", "정우진", "개발팀", "부장", "", "2014-03-03"},
      {"dev-deputy", "한지민", "개발팀", "차장", "dev-head", "2016-07-01"},
      {"dev-lead", "오세훈", "개발팀", "과장", "dev-deputy", "2018-09-10"},
      {"dev-senior", "김서연", "개발팀", "대리", "dev-lead", "2021-01-04"},
      {"dev-junior", "이준호", "개발팀", "사원", "dev-lead", "2024-03-04"},
      {"hr-head", "최은영", "인사팀", "부장", "", "2013-05-02"},
      {"hr-lead", "박민수", "인사팀", "과장", "hr-head", "2017-11-20"},
      {"hr-junior", "윤하은", "인사팀", "사원", "hr-lead", "2025-01-06"},
      {"sales-head", "강동원", "영업팀", "부장", "", "2012-02-06"},
      {"sales-deputy", "임수정", "영업팀", "차장", "sales-head", "2015-08-17"},
      {"sales-senior", "송다은", "영업팀", "대리", "sales-deputy", "2020-06-15"},
      {"sales-junior", "조현우", "영업팀", "사원", "sales-deputy", "2023-10-02"},
  };
  return people;
}

const std::vector<Task>& Tasks() {
  static const std::vector<Task> tasks = {
      {"신입 교육 자료 정리", "입사 첫 주에 읽는 문서를 한곳에 모읍니다.", 240},
      {"고객 문의 답변 모음 만들기", "자주 묻는 질문 스무 개와 답변을 정리합니다.", 240},
      {"분기 실적 발표 자료 검토", "숫자와 출처가 맞는지 확인합니다.", 120},
      {"회의실 예약 규칙 정리", "겹치는 예약을 줄일 규칙을 제안합니다.", 120},
      {"보안 교육 이수", "온라인 교육을 마치고 수료증을 올립니다.", 60},
      {"계약서 양식 최신화", "지난해 바뀐 조항을 반영합니다.", 240},
      {"사내 독서 모임 발표", "읽은 책 한 권을 동료에게 소개합니다.", 120},
      {"오래된 장비 목록 조사", "쓰지 않는 장비를 찾아 목록으로 만듭니다.", 240},
  };
  return tasks;
}

}  // namespace erp::demo
