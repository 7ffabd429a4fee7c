"""The accounts at the broker and what each may do there. Runs in the tools' environment.

usage: python -m local_stack.broker_accounts STATE PORT [CA]
Idempotent: passwords and rights become what accounts.py and the manifests say.
"""

import sys

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from local_stack import accounts, kafka_client
from local_stack.layout import Layout

TIMEOUT_S = 20
ITERATIONS = 4096  # of a password drawn by a machine; RFC 7677 section 4


def binding(user, kind, name, operation):
    return AclBinding(ResourceType[kind], name, ResourcePatternType.LITERAL, f"User:{user}", "*",
                      AclOperation[operation], AclPermissionType.ALLOW)


def credential(user, password):
    return UserScramCredentialUpsertion(
        user, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password.encode())


def settle(client, secrets):
    everything = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, None, None,
                                  AclOperation.ANY, AclPermissionType.ANY)
    asked = list(client.alter_user_scram_credentials([
        credential(user, secrets[f"kafka_password_of_{user}"])
        for user in accounts.kafka_users()]).values())
    wanted = {binding(*rule) for rule in accounts.kafka_rules()}
    there = set(client.describe_acls(everything).result(TIMEOUT_S))
    if wanted - there:
        asked += client.create_acls(list(wanted - there)).values()
    gone = [AclBindingFilter(acl.restype, acl.name, acl.resource_pattern_type, acl.principal,
                             acl.host, acl.operation, acl.permission_type)
            for acl in there - wanted]
    if gone:
        asked += client.delete_acls(gone).values()
    for answer in asked:
        answer.result(TIMEOUT_S)


def main():
    state, port = sys.argv[1], int(sys.argv[2])
    secrets = Layout(state, 0).secrets()
    client = AdminClient(kafka_client.of_administrator(
        port, secrets[f"kafka_password_of_{accounts.ADMINISTRATOR}"], *sys.argv[3:]))
    settle(client, secrets)
    return 0


if __name__ == "__main__":
    sys.exit(main())
