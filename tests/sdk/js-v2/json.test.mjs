// The walk with the newest AWS SDK for JavaScript v2, which speaks AWS JSON.
import AWS from "aws-sdk-json";

import { walk } from "../js/walk.mjs";
import { adapter } from "./adapter.mjs";

walk(adapter(AWS, "json"));
