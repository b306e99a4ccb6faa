/**
 * Every limit Skein puts on what it accepts, keeps or waits for. Where AWS Lambda documents a value it is the default here
 * ("Lambda quotas" in the Lambda developer guide); the others are ours and say why they exist.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Largest request body of a synchronous invocation, in bytes (Lambda: 6 MB). */
export const INVOKE_BODY_MAX_BYTES = 6 * MIB;

/** Largest answer of a buffered invocation, in bytes. Lambda allows the 6 MB and 100 bytes more. */
export const RESPONSE_MAX_BYTES = 6 * MIB + 100;

/** Largest decoded client context of an invocation, in bytes, as the `ClientContext` field documents it. */
export const CLIENT_CONTEXT_MAX_BYTES = 3583;

/** Largest zip sent inline with a create or update request, in bytes. */
export const ZIP_MAX_BYTES = 50 * MIB;

/** Largest unpacked size of a function's code, in bytes (Lambda: 250 MB). */
export const UNZIPPED_MAX_BYTES = 250 * MIB;

/** Largest body of a request that carries a zip, in bytes: what Lambda's own endpoint accepts. */
export const CODE_REQUEST_MAX_BYTES = 70_167_211;

/** Largest body of any other control request, in bytes. */
export const CONTROL_REQUEST_MAX_BYTES = 1 * MIB;

/** Most entries a zip may hold. Ours: an archive of a million empty files would exhaust inodes, not bytes. */
export const ZIP_MAX_ENTRIES = 65_535;

/** Longest path of an entry in a zip, in bytes. Ours: leaves room for the folder it is unpacked to below PATH_MAX. */
export const ZIP_PATH_MAX_BYTES = 1024;

/** Largest environment of a function, in bytes of its JSON text. */
export const ENVIRONMENT_MAX_BYTES = 4 * KIB;

export const MEMORY_MIN_MB = 128;
export const MEMORY_MAX_MB = 10_240;
export const MEMORY_DEFAULT_MB = 128;

export const TIMEOUT_MIN_SECONDS = 1;
export const TIMEOUT_MAX_SECONDS = 900;
export const TIMEOUT_DEFAULT_SECONDS = 3;

export const EPHEMERAL_STORAGE_MIN_MB = 512;
export const EPHEMERAL_STORAGE_MAX_MB = 10_240;
export const EPHEMERAL_STORAGE_DEFAULT_MB = 512;

export const FUNCTION_NAME_MAX_LENGTH = 64;
export const HANDLER_MAX_LENGTH = 128;
export const DESCRIPTION_MAX_LENGTH = 256;
export const TAGS_MAX_COUNT = 50;
export const TAG_KEY_MAX_LENGTH = 128;
export const TAG_VALUE_MAX_LENGTH = 256;
export const LIST_FUNCTIONS_PAGE_MAX = 50;

/** Time a sandbox may take to load a function's code before the function's own timeout starts to count, in ms. */
export const INIT_FREE_MS = 10_000;

/** Time a code-less sandbox may take until its runtime reports that it is ready, in ms. Ours. */
export const SANDBOX_START_MAX_MS = 20_000;

/** Bytes of an invocation's log returned by `LogType=Tail`. */
export const LOG_TAIL_BYTES = 4 * KIB;

/** Bytes of output kept of one invocation; the rest is read and dropped, and the log says so. Ours. */
export const LOG_KEPT_BYTES = 256 * KIB;

/** Bytes of output that are read of one sandbox as fast as it writes them; then its writing waits. Ours: well above what any log is good for. */
export const LOG_READ_BURST_BYTES = 128 * MIB;

/** Bytes of output by which that comes back each second. Ours: reading them takes a few percent of the server's time. */
export const LOG_READ_BYTES_PER_SECOND = 16 * MIB;

/** Invocation records kept; the oldest are dropped first. Ours. */
export const INVOCATION_RECORDS_KEPT = 100_000;

/** Bytes the kept invocation records may take on the disk; the oldest are dropped first. Ours: logs make records of very different size. */
export const INVOCATION_RECORDS_MAX_BYTES = 1024 * MIB;

/** Records of finished invocations that may wait to be stored; the oldest are dropped and counted. Ours. */
export const INVOCATION_RECORDS_WAITING_MAX = 10_000;

/** Bytes of log that waiting records may hold together; the oldest are dropped and counted. Ours. */
export const INVOCATION_RECORDS_WAITING_MAX_BYTES = 64 * MIB;

/** Functions whose invocations are counted one by one for metrics; those beyond are counted together. Ours. */
export const TALLIED_FUNCTIONS_MAX = 1_000;

/** Changes of the registry that may wait to be written; further ones are refused. Ours. */
export const REGISTRY_WRITES_WAITING_MAX = 10_000;

/**
 * Time an unreferenced package and its unpacked files are kept: a request may have stored it and not yet its revision, or be about to
 * unpack it, or run its code, for 15 minutes at most. In ms. Ours.
 */
export const PACKAGE_GRACE_MS = 20 * 60_000;

/** Concurrent executions of one account (Lambda's default quota). */
export const ACCOUNT_CONCURRENCY = 1_000;

/** Calls of other functions that one invocation may have open at once; further ones wait inside the sandbox. Ours. */
export const FUNCTION_CALLS_OPEN_MAX = 16;

/** Functions that may call each other in a row (Lambda stops a loop after about 16). */
export const FUNCTION_CALL_DEPTH_MAX = 16;

/** Total bytes of packages one account may store (Lambda: 75 GB). */
export const ACCOUNT_CODE_MAX_BYTES = 80_530_636_800;

/** Processes and threads in one sandbox (Lambda: 1,024). */
export const SANDBOX_PIDS_MAX = 1_024;

/** Open files of one process in a sandbox (Lambda: 1,024). */
export const SANDBOX_OPEN_FILES_MAX = 1_024;

/** Time an idle sandbox of a revision is kept, in ms. Ours. */
export const SANDBOX_IDLE_MS = 10 * 60_000;

/** Memory counted against the budget for a pre-warmed sandbox that has no function yet, in MB. Ours, above what one was measured to use. */
export const PREWARMED_SANDBOX_MB = 32;

/** Nesting of a JSON document that the server reads itself, in levels. Ours: what walks a deeper one would exhaust its stack. */
export const JSON_DEPTH_MAX = 1_000;

/** Bytes of the head of a request: its path with the query, and the names and values of its headers. Node's own default. */
export const HEADER_MAX_BYTES = 16 * KIB;

/** Open connections on one port. Ours. */
export const CONNECTIONS_MAX = 12_000;

/** Clients that follow logs at once. Ours. */
export const LOG_FOLLOWERS_MAX = 100;

/** Bytes that wait for a client that reads logs slowly; what comes after is dropped, and the client is told. Ours. */
export const LOG_FOLLOW_WAITING_MAX_BYTES = 2 * MIB;

/** Invocations of the past whose logs one request may ask for. Ours. */
export const LOG_INVOCATIONS_MAX = 1_000;

/** Time between signs of life to a client that follows logs, in ms. Ours: proxies close what is silent for a minute. */
export const LOG_HEARTBEAT_MS = 15_000;

/** Time a client may take to send a complete request head, in ms. */
export const HEADERS_TIMEOUT_MS = 60_000;

/** Time a client may take to send a complete request, in ms. */
export const REQUEST_TIMEOUT_MS = 300_000;

/** Time an idle kept-alive connection is held, in ms. */
export const KEEP_ALIVE_MS = 75_000;

/** Largest definition of a state machine, in bytes (Step Functions: 1 MB). */
export const DEFINITION_MAX_BYTES = 1 * MIB;

/** Largest request that carries a definition in JSON, in bytes. Ours: escaping may double the text. */
export const DEFINITION_REQUEST_MAX_BYTES = 2 * DEFINITION_MAX_BYTES + KIB;

/** Largest input, output, result or assigned value of a state, in bytes of JSON (Step Functions: 256 KiB). */
export const EXECUTION_PAYLOAD_MAX_BYTES = 256 * KIB;

/** Largest request that starts or stops an execution, in bytes. Ours: escaping may double the input. */
export const EXECUTION_REQUEST_MAX_BYTES = 2 * EXECUTION_PAYLOAD_MAX_BYTES + 64 * KIB;

/** Events in the history of one execution; the next one fails it (Step Functions: 25,000). */
export const EXECUTION_HISTORY_MAX_EVENTS = 25_000;

/** Longest name of a state, a workflow or an execution, in characters (Step Functions: 80). */
export const STATE_NAME_MAX_LENGTH = 80;

/** Longest name of a variable, in characters (Step Functions: 80). */
export const VARIABLE_NAME_MAX_LENGTH = 80;

/** Longest time a state may wait or a task may take, in seconds (Amazon States Language: 99,999,999). */
export const STATE_SECONDS_MAX = 99_999_999;

/** Iterations of an inline Map that run at once when its definition sets no limit (Step Functions: 40). */
export const MAP_CONCURRENCY_MAX = 40;

/** Attempts one retrier may ask for (Step Functions: 99,999,999). */
export const RETRY_ATTEMPTS_MAX = 99_999_999;

/** Longest delay a retrier may set as its maximum, in seconds (Step Functions: below 31,622,400). */
export const RETRY_DELAY_MAX_SECONDS = 31_622_400;

/** Intrinsic functions may be nested this deep (Step Functions: 10). */
export const INTRINSIC_DEPTH_MAX = 10;

/** Items `States.ArrayRange` may make (Step Functions: 1,000). */
export const ARRAY_RANGE_MAX_ITEMS = 1_000;

/** Longest text that `States.Hash` and the Base64 functions take, in characters (Step Functions: 10,000). */
export const INTRINSIC_TEXT_MAX_LENGTH = 10_000;

/** Steps in one JSONPath. Ours. */
export const PATH_SEGMENTS_MAX = 100;

/** Conditions of a Choice state, or of a filter in a path, may be nested this deep. Ours: a deeper one would exhaust the stack. */
export const CHOICE_DEPTH_MAX = 50;

/** Parallel and Map states may be nested this deep. Ours. */
export const WORKFLOW_DEPTH_MAX = 20;

/** States one decision runs before it is stored and the next begins. Ours: a loop without tasks must not hold up other executions. */
export const DECISION_STATES_MAX = 500;

/** Nodes in one flow. Ours. */
export const FLOW_NODES_MAX = 1_000;

/** How often the executions are looked through for such that nobody runs, in ms. Ours. */
export const EXECUTIONS_RECONCILE_MS = 30_000;

/** Time after which a step of an execution that could not be stored is tried again, in ms. Ours. */
export const EXECUTION_RETRY_MS = 1_000;

/** Longest time a timer of the process is set to, in ms; a longer wait looks at the clock again. Ours: Node.js takes no more than 24.8 days. */
export const TIMER_MAX_MS = 24 * 3_600_000;

/** Entries of one page of the Step Functions API (Step Functions: 1,000). */
export const STATES_PAGE_MAX = 1_000;

/** Longest token of a page of the Step Functions API, in characters (Step Functions: 1,024). */
export const NEXT_TOKEN_MAX_LENGTH = 1_024;

/** Events of one execution that share a commit. Ours: a wide Map's outcomes come together, and one flush serves them all. */
export const EXECUTION_EVENTS_PER_COMMIT_MAX = 100;
/** Bytes of the body of an event (Lambda: 1 MB for asynchronous invocations since October 2025). */
export const EVENT_BODY_MAX_BYTES = 1024 * 1024;

/** Time an event is tried before it expires, in ms (Lambda: MaximumEventAgeInSeconds, 6 hours). */
export const EVENT_MAX_AGE_MS = 21_600_000;

/** Ages that can be set for the events of one function, in seconds (Lambda: MaximumEventAgeInSeconds, 60 to 21,600). */
export const EVENT_AGE_MIN_SECONDS = 60;
export const EVENT_AGE_MAX_SECONDS = EVENT_MAX_AGE_MS / 1_000;

/** Retries after the function's own errors that can be set for the events of one function (Lambda: MaximumRetryAttempts, 0 to 2). */
export const EVENT_RETRIES_MAX = 2;

/** Time an event is kept after it was given up, in ms. Ours. */
export const EVENT_KEPT_MS = 86_400_000;

/** Characters kept of what went wrong with an event. Ours: functions may fail with texts of megabytes. */
export const EVENT_ERROR_MAX_LENGTH = 1_000;

/** Events that run at the same time, of one function at most three quarters. Ours: requests must find room beside them. */
export const EVENTS_RUNNING_MAX = 32;

/** Bytes of bodies of events that may wait to be stored; further events are refused. Ours. */
export const EVENT_BYTES_WAITING_MAX = 64 * MIB;

/** Entries of the ledger of calls elsewhere; the oldest are dropped first. Ours. */
export const SKY_LEDGER_KEPT = 100_000;

/** Arms one function may be placed on. Ours: each of them is weighed before every call. */
export const SKY_ARMS_MAX = 20;

/** Calls whose providers' own reports are waited for; for further ones the estimate stays on the bill. Ours. */
export const SKY_REPORTS_WAITING_MAX = 10_000;

/** Time a provider's own report of a call is waited for, in ms; the estimate stays on the bill after it. Ours. */
export const SKY_REPORT_WAIT_MS = 15 * 60_000;
/** Events that have run and whose end is not stored yet; no more are started meanwhile. Ours. */
export const EVENTS_CONCLUDING_MAX = 256;

/** Bytes of a registered function's pickle, and of the pickled arguments of a task, in Base64. Ours: a task is an event. */
export const TASK_PAYLOAD_MAX_BYTES = EVENT_BODY_MAX_BYTES - 2;

/** Characters of the name a function is registered under. Ours. */
export const TASK_NAME_MAX_LENGTH = 256;

/** Tasks in one request. Ours. */
export const TASK_BATCH_MAX = 100;

/** Tasks whose ends one request may wait for. Ours. */
export const TASKS_WAITED_FOR_MAX = 1_000;

/** Longest time a request waits for the end of a task, in seconds. Ours: proxies close what is silent for a minute. */
export const TASK_WAIT_MAX_SECONDS = 30;

/** Tasks that run at the same time, when `TASK_CONCURRENCY` says nothing else. Ours. */
export const TASKS_RUNNING_MAX = 32;

/** How often a task runs again because its sandbox was lost. Ours: a task that kills its own sandbox looks the same. */
export const TASK_LOSSES_MAX = 2;

/** Time a task is tried that finds no room, in ms. Ours. */
export const TASK_MAX_AGE_MS = 86_400_000;

/** Time the result of a task is kept, in ms. Ours. */
export const TASK_RESULT_KEPT_MS = 7 * 86_400_000;

/** Memory of a task function when its owner says nothing else, in MB. Ours. */
export const TASK_MEMORY_DEFAULT_MB = 256;

/** Time a task may run when the function's owner says nothing else, in seconds. Ours: the longest that Lambda allows. */
export const TASK_TIMEOUT_DEFAULT_SECONDS = 900;

/** Time that opening a registered function may take, in seconds. Ours. */
export const TASK_OPEN_MAX_SECONDS = 20;

/** Keys on record, with those that have expired or were revoked, which make room for new ones. Ours: all are held in memory. */
export const KEYS_MAX = 10_000;

/** Longest name of a key, in characters. Ours. */
export const KEY_NAME_MAX_LENGTH = 128;

/** Patterns of names that one key may have. Ours. */
export const KEY_PATTERNS_MAX = 50;

/** Longest pattern of a name, in characters: the longest name of a workflow. */
export const KEY_PATTERN_MAX_LENGTH = 80;

/** Longest time after which a key may expire, in seconds: ten years. Ours. */
export const KEY_EXPIRY_MAX_SECONDS = 315_360_000;

/** Longest time that the secret before a rotation goes on being accepted, in seconds: a week. Ours. */
export const KEY_OVERLAP_MAX_SECONDS = 604_800;

/** Time by which the date of a signed request may be before or after the server's, in ms (AWS Signature Version 4: 15 minutes). */
export const SIGNATURE_SKEW_MAX_MS = 15 * 60_000;

/** Longest validity of a presigned URL, in seconds (AWS Signature Version 4: 7 days). */
export const PRESIGNED_MAX_SECONDS = 604_800;
