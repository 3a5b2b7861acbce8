// The walk with 2.1490, the last release of the AWS SDK for JavaScript v2 that speaks Query.
import AWS from "aws-sdk-query";

import { walk } from "../js/walk.mjs";
import { adapter } from "./adapter.mjs";

walk(adapter(AWS, "query"));
