"""Walk 11: pagination of queues and of dead-letter sources."""

import json
import uuid

from helpers import arn_of


def test_list_queues_in_pages(sqs, make_queue):
    prefix = f"page-{uuid.uuid4().hex[:8]}"
    urls = {make_queue(prefix) for _ in range(5)}
    pages, token = [], {}
    while True:
        answer = sqs.list_queues(QueueNamePrefix=prefix, MaxResults=2, **token)
        pages.append(answer["QueueUrls"])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {url for page in pages for url in page} == urls


def test_paginator(sqs, make_queue):
    prefix = f"page-{uuid.uuid4().hex[:8]}"
    urls = {make_queue(prefix) for _ in range(3)}
    pages = sqs.get_paginator("list_queues").paginate(
        QueueNamePrefix=prefix, PaginationConfig={"PageSize": 1}
    )
    assert {url for page in pages for url in page.get("QueueUrls", [])} == urls


def test_no_token_without_max_results(sqs, make_queue):
    prefix = f"page-{uuid.uuid4().hex[:8]}"
    urls = {make_queue(prefix) for _ in range(3)}
    answer = sqs.list_queues(QueueNamePrefix=prefix)
    assert set(answer["QueueUrls"]) == urls and "NextToken" not in answer


def test_dead_letter_sources_in_pages(sqs, make_queue):
    dead = make_queue("dead")
    policy = json.dumps({"deadLetterTargetArn": arn_of(sqs, dead), "maxReceiveCount": 1})
    sources = {make_queue("source", RedrivePolicy=policy) for _ in range(3)}
    pages = list(
        sqs.get_paginator("list_dead_letter_source_queues").paginate(
            QueueUrl=dead, PaginationConfig={"PageSize": 2}
        )
    )
    assert [len(page["queueUrls"]) for page in pages] == [2, 1]
    assert {url for page in pages for url in page["queueUrls"]} == sources
