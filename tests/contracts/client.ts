// A client made from the contracts, compiled by test_generated.py: submits a document, decides it,
// reads it and the inbox. Every name below comes from proto/http.
import createClient from "openapi-fetch";

import type { components, paths as Requests } from "./approval-request";
import type { paths as Processing } from "./approval-processing";
import type { paths as Employee } from "./employee";
import type { paths as Notification } from "./notification";

const gateway = { baseUrl: "/api", headers: { Authorization: "Bearer …" } };
const employee = createClient<Employee>(gateway);
const requests = createClient<Requests>(gateway);
const processing = createClient<Processing>(gateway);
const notification = createClient<Notification>(gateway);

type Document = components["schemas"]["Document"];

export async function approve(drafter: number, approver: number): Promise<Document> {
  const line = await employee.GET("/employees/{id}", { params: { path: { id: approver } } });
  if (line.error) throw new Error(line.error.detail);
  if (!line.data.active) throw new Error(`${line.data.name}: ${line.data.department}`);

  const submitted = await requests.POST("/approvals", {
    params: { header: { "Idempotency-Key": "k-1" } },
    body: {
      requesterId: drafter,
      title: "모니터 구매",
      content: "27인치 2대",
      type: "GENERAL",
      steps: [{ step: 1, approverId: approver }],
    },
  });
  if (submitted.error) throw new Error(`${submitted.error.code}: ${submitted.error.detail}`);

  const requestId: number = submitted.data.requestId;
  const decided = await processing.POST("/process/{approverId}/{requestId}", {
    params: { path: { approverId: approver, requestId } },
    body: { status: "approved", comment: null },
  });
  if (decided.error) throw new Error(decided.error.errors?.[0]?.pointer ?? decided.error.code);

  const waiting = await requests.GET("/approvals/pending", {
    params: { query: { approverId: approver, limit: 20 } },
  });
  const inbox = await notification.GET("/notifications/recent/{userId}", {
    params: { path: { userId: drafter } },
  });
  console.log(waiting.data?.length, inbox.data?.map((entry) => entry.message));

  const document = await requests.GET("/approvals/{id}", { params: { path: { id: requestId } } });
  if (document.error) throw new Error(document.error.title);
  return document.data;
}

export async function refused(): Promise<void> {
  // @ts-expect-error a document without a line
  await requests.POST("/approvals", { body: { requesterId: 3, title: "제목", content: "내용" } });
  // @ts-expect-error no such decision
  await processing.POST("/process/{approverId}/{requestId}", { body: { status: "maybe" } });
  // @ts-expect-error internal operations are not for clients
  await requests.GET("/internal/results-lag", {});
}
